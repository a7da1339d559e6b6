/* The tutorials are followed as a reader would (manual.h); the other pages in test_manuals.c. */
#include "manual.h"

int main(int argc, char **argv)
{
    return follow_pages(argc, argv, true, NULL, 0);
}
