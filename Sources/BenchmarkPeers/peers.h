#ifndef BENCHMARK_PEERS_H
#define BENCHMARK_PEERS_H

#include <stdint.h>

/// Nanoseconds of a clock that only goes forward.
int64_t now(void);

/// Ends the program with a message.
_Noreturn void fail(const char *what, const char *why);

/// Answers requests on a topic until it is killed: host port topic qos.
int echo(char **words);

/// Asks over a broker and prints p50 µs, p99 µs and answers per second:
/// host port topic reply-topic qos payload-file rate|0 window seconds.
/// Where the file says {number}, each request says its own in eight digits.
int ask(char **words);

/// The same where refusals are what is waited for.
int knock(char **words);

/// Selects one row after another and prints selects per second: conninfo rows seconds.
int selects(char **words);

/// The same a thousand at a time in pipeline mode: conninfo rows seconds.
int pipelined(char **words);

#endif
