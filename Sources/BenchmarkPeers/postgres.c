#include "peers.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

enum { batch = 1000 };

static PGconn *connection;
static int rows;

static void check(PGresult *result, ExecStatusType expected) {
    if (PQresultStatus(result) != expected) fail("postgres", PQerrorMessage(connection));
}

static void prepare(char **words) {
    connection = PQconnectdb(words[0]);
    if (PQstatus(connection) != CONNECTION_OK) fail("connect", PQerrorMessage(connection));
    rows = atoi(words[1]);
    PGresult *result = PQprepare(connection, "s", "select id, name from points where id = $1", 0, NULL);
    check(result, PGRES_COMMAND_OK);
    PQclear(result);
}

/// Reads both columns, as anybody would who asked for them.
static long value(PGresult *result) {
    check(result, PGRES_TUPLES_OK);
    if (PQntuples(result) != 1) fail("select", "not one row");
    return atol(PQgetvalue(result, 0, 0)) + PQgetlength(result, 0, 1);
}

static int print(long sum, long count, int64_t start) {
    if (sum == 0) fail("select", "found nothing");
    printf("%.0f\n", (double)count * 1e9 / (double)(now() - start));
    PQfinish(connection);
    return 0;
}

int selects(char **words) {
    prepare(words);
    const int64_t start = now(), end = start + (int64_t)(atof(words[2]) * 1e9);
    long count = 0, sum = 0;
    for (; now() < end; count++) {
        char id[16];
        snprintf(id, sizeof id, "%ld", count % rows + 1);
        const char *values[] = {id};
        PGresult *result = PQexecPrepared(connection, "s", 1, values, NULL, NULL, 0);
        sum += value(result);
        PQclear(result);
    }
    return print(sum, count, start);
}

int pipelined(char **words) {
    prepare(words);
    const int64_t start = now(), end = start + (int64_t)(atof(words[2]) * 1e9);
    long count = 0, sum = 0;
    for (; now() < end; count += batch) {
        if (!PQenterPipelineMode(connection)) fail("pipeline", PQerrorMessage(connection));
        for (int i = 0; i < batch; i++) {
            char id[16];
            snprintf(id, sizeof id, "%d", i % rows + 1);
            const char *values[] = {id};
            if (!PQsendQueryPrepared(connection, "s", 1, values, NULL, NULL, 0))
                fail("pipeline", PQerrorMessage(connection));
        }
        if (!PQpipelineSync(connection)) fail("pipeline", PQerrorMessage(connection));
        for (int i = 0; i < batch; i++) {
            PGresult *result = PQgetResult(connection);
            sum += value(result);
            PQclear(result);
            if (PQgetResult(connection)) fail("pipeline", "two results of one statement");
        }
        PGresult *sync = PQgetResult(connection);
        check(sync, PGRES_PIPELINE_SYNC);
        PQclear(sync);
        if (!PQexitPipelineMode(connection)) fail("pipeline", PQerrorMessage(connection));
    }
    return print(sum, count, start);
}
