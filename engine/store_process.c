/* Which process computes a run, so that a run whose process died is seen to be unfinished. A process
   number alone is not enough: numbers come round again. So the text also holds the boot, the process
   namespace (containers number their own) and the start time in clock ticks since boot:
   proc(5), /proc/PID/stat field 22. */
#include "store_private.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* The first word of a small file, or "?". */
static void read_word(const char *path, char *word, size_t size)
{
    FILE *file = fopen(path, "r");

    snprintf(word, size, "?");
    if (!file)
        return;
    if (!fgets(word, (int)size, file))
        snprintf(word, size, "?");
    word[strcspn(word, " \n")] = '\0';
    fclose(file);
}

static void read_namespace(char *word, size_t size)
{
    ssize_t length = readlink("/proc/self/ns/pid", word, size - 1);

    snprintf(word + (length > 0 ? length : 0), size - (size_t)(length > 0 ? length : 0), "%s",
             length > 0 ? "" : "?");
}

/* 0 where it is not known. */
static unsigned long long start_ticks(long process)
{
    char path[64], line[1024];
    unsigned long long ticks = 0;

    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    /* The second field, the program's name, may hold spaces and brackets: go on from the last. */
    const char *at = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    if (at)
        ticks = strtoull(at, NULL, 10);
    fclose(file);
    return ticks;
}

void store_process_text(char *text, size_t size)
{
    char boot[64], space[64];

    read_word("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    read_namespace(space, sizeof space);
    snprintf(text, size, "%s %s %ld %llu", boot, space, (long)getpid(),
             start_ticks((long)getpid()));
}

bool store_process_lives(const char *text)
{
    char boot[64], space[64], boot_then[64], space_then[64];
    long process;
    unsigned long long ticks;

    if (sscanf(text, "%63s %63s %ld %llu", boot_then, space_then, &process, &ticks) != 4)
        return false;
    read_word("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    read_namespace(space, sizeof space);
    if (strcmp(boot, boot_then) != 0)
        return false;
    if (strcmp(space, space_then) != 0)
        return true; /* in another container: its numbers mean nothing here */
    if (kill((pid_t)process, 0) != 0 && errno == ESRCH)
        return false;
    return ticks == 0 || start_ticks(process) == 0 || start_ticks(process) == ticks;
}
