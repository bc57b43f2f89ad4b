#include "peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

void fail(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

int main(int count, char **words) {
    static const struct {
        const char *name;
        int arguments;
        int (*run)(char **);
    } programs[] = {
        {"echo", 4, echo}, {"ask", 9, ask}, {"knock", 9, knock}, {"select", 3, selects}, {"pipeline", 3, pipelined}};
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
        if (count == 2 + programs[i].arguments && strcmp(words[1], programs[i].name) == 0)
            return programs[i].run(words + 2);
    fail("usage", "echo|ask|knock|select|pipeline ARGUMENTS, see peers.h");
}
