/* A fuzzer of one feed, FUZZ_FEED; its options are libFuzzer's. */
#include "feed.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const struct feed *feed;

/* What a feed makes once is made here, where libFuzzer does not count the time. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    must((feed = feed_find(FUZZ_FEED)));
    feed->take((const uint8_t *)"", 0);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    feed->take(bytes, length);
    return 0;
}
