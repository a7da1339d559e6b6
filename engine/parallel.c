#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { THREADS_MOST = 64 };

struct crew {
    const struct parallel *parallel;
    atomic_int next;
};

static void *take_part(void *argument)
{
    struct crew *crew = argument;
    const struct parallel *parallel = crew->parallel;
    void *room = memory_resize(NULL, parallel->room_bytes, 1);

    if (parallel->start)
        parallel->start(parallel->context, room);
    for (int piece; (piece = atomic_fetch_add(&crew->next, 1)) < parallel->count;)
        parallel->work(parallel->context, piece, room);
    if (parallel->end)
        parallel->end(room);
    free(room);
    return NULL;
}

void parallel_do(const struct parallel *parallel)
{
    struct crew crew = {parallel, 0};
    int wanted = parallel->threads > 0 ? parallel->threads : (int)sysconf(_SC_NPROCESSORS_ONLN);
    int started = 0;
    pthread_t others[THREADS_MOST];

    if (wanted > parallel->count)
        wanted = parallel->count;
    while (started < wanted - 1 && started < THREADS_MOST &&
           pthread_create(&others[started], NULL, take_part, &crew) == 0)
        started++;
    take_part(&crew);
    for (int i = 0; i < started; i++)
        pthread_join(others[i], NULL);
}
