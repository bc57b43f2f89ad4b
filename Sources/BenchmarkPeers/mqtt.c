#define _GNU_SOURCE
#include "peers.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { longest = 1 << 20, most = 1 << 22 };

/// What the asking side knows, each request told by its number in the correlation data.
static struct {
    uint32_t sent, received;
    int64_t *sentAt, *took;
} asked;

static bool isSubscribed;
/// Whether refusals are what is waited for.
static bool isKnocking;
static int answerQoS;

static void check(int code, const char *what) {
    if (code != MOSQ_ERR_SUCCESS) fail(what, mosquitto_strerror(code));
}

static void subscribed(struct mosquitto *client, void *context, int id, int count, const int *granted) {
    (void)client, (void)context, (void)id;
    if (count < 1 || granted[0] > 2) fail("subscribe", "refused");
    isSubscribed = true;
}

static struct mosquitto *client(
    char **words, const char *topic, int qos,
    void (*heard)(struct mosquitto *, void *, const struct mosquitto_message *, const mosquitto_property *)) {
    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new(NULL, true, NULL);
    if (!client) fail("mosquitto", "out of memory");
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, 65535);
    mosquitto_int_option(client, MOSQ_OPT_SEND_MAXIMUM, 65535);
    mosquitto_message_v5_callback_set(client, heard);
    mosquitto_subscribe_callback_set(client, subscribed);
    check(mosquitto_connect(client, words[0], atoi(words[1]), 60), "connect");
    check(mosquitto_subscribe(client, NULL, topic, qos), "subscribe");
    return client;
}

/// Reads and writes what there is, waiting at most this long for it.
static void turn(struct mosquitto *client, int64_t nanoseconds) {
    struct pollfd socket = {
        .fd = mosquitto_socket(client), .events = POLLIN | (mosquitto_want_write(client) ? POLLOUT : 0)};
    struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    if (ppoll(&socket, 1, &limit, NULL) > 0 && socket.revents & ~POLLOUT)
        check(mosquitto_loop_read(client, 1), "read");
    if (mosquitto_want_write(client)) check(mosquitto_loop_write(client, 1), "write");
    check(mosquitto_loop_misc(client), "keep-alive");
}

static void answer(
    struct mosquitto *client, void *context, const struct mosquitto_message *message,
    const mosquitto_property *properties) {
    (void)context;
    char *topic = NULL;
    void *correlation = NULL;
    uint16_t length = 0;
    mosquitto_property_read_string(properties, MQTT_PROP_RESPONSE_TOPIC, &topic, false);
    mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &correlation, &length, false);
    mosquitto_property *own = NULL;
    mosquitto_property_add_binary(&own, MQTT_PROP_CORRELATION_DATA, correlation, length);
    check(
        mosquitto_publish_v5(
            client, NULL, topic, message->payloadlen, message->payload, answerQoS, false, own),
        "answer");
    mosquitto_property_free_all(&own);
    free(topic);
    free(correlation);
}

int echo(char **words) {
    answerQoS = atoi(words[3]);
    struct mosquitto *mosquitto = client(words, words[2], answerQoS, answer);
    while (!isSubscribed) turn(mosquitto, 1000000000);
    puts("ready");
    fflush(stdout);
    for (;;) turn(mosquitto, 1000000000);
}

static void hear(
    struct mosquitto *client, void *context, const struct mosquitto_message *message,
    const mosquitto_property *properties) {
    (void)client, (void)context;
    void *correlation = NULL;
    uint16_t length = 0;
    uint32_t number;
    mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &correlation, &length, false);
    if (length != sizeof number) fail("answer", "without its number");
    memcpy(&number, correlation, sizeof number);
    free(correlation);
    if (number >= asked.sent) fail("answer", "to nothing that was asked");
    // A refusal is quick too, and counts for nothing.
    if (!isKnocking && memmem(message->payload, message->payloadlen, "\"success\":false", 15))
        fail("refused", strndup(message->payload, message->payloadlen));
    asked.took[asked.received++] = now() - asked.sentAt[number];
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/// Puts a number of eight digits where the payload says `{number}`, which is as long.
static void tell(char *place, uint32_t number) {
    char digits[16];
    snprintf(digits, sizeof digits, "%08u", number % 100000000);
    memcpy(place, digits, 8);
}

int ask(char **words) {
    static char payload[longest];
    FILE *file = fopen(words[5], "r");
    if (!file) fail(words[5], "cannot be read");
    int length = (int)fread(payload, 1, sizeof payload, file);
    fclose(file);
    char *place = memmem(payload, length, "{number}", 8);
    int qos = atoi(words[4]);
    double rate = atof(words[6]), seconds = atof(words[8]);
    uint32_t window = (uint32_t)atoi(words[7]);
    asked.sentAt = calloc(most, sizeof(int64_t));
    asked.took = calloc(most, sizeof(int64_t));
    if (!asked.sentAt || !asked.took) fail("ask", "out of memory");
    struct mosquitto *mosquitto = client(words, words[3], qos, hear);
    while (!isSubscribed) turn(mosquitto, 1000000000);

    const int64_t pause = rate > 0 ? (int64_t)(1e9 / rate) : 0;
    const int64_t start = now(), end = start + (int64_t)(seconds * 1e9);
    int64_t due = start;
    while (now() < end || asked.received < asked.sent) {
        int64_t time = now();
        if (time > end + 15000000000) fail("ask", "an answer is missing");
        while (time < end && time >= due && asked.sent - asked.received < window && asked.sent < most) {
            mosquitto_property *properties = NULL;
            mosquitto_property_add_string(&properties, MQTT_PROP_RESPONSE_TOPIC, words[3]);
            mosquitto_property_add_binary(&properties, MQTT_PROP_CORRELATION_DATA, &asked.sent, sizeof asked.sent);
            if (place) tell(place, asked.sent);
            asked.sentAt[asked.sent++] = now();
            check(mosquitto_publish_v5(mosquitto, NULL, words[2], length, payload, qos, false, properties), "ask");
            mosquitto_property_free_all(&properties);
            due += pause;
        }
        int64_t rest = pause > 0 && now() < end ? due - now() : 1000000000;
        turn(mosquitto, rest > 0 ? rest : 0);
    }
    if (asked.received < (isKnocking ? 20 : 100)) fail("ask", "too few answers");
    double took = (double)(now() - start) / 1e9;
    qsort(asked.took, asked.received, sizeof(int64_t), ascending);
    printf(
        "%.1f %.1f %.0f\n", (double)asked.took[asked.received / 2] / 1e3,
        (double)asked.took[(uint64_t)asked.received * 99 / 100] / 1e3, asked.received / took);
    return 0;
}

int knock(char **words) {
    isKnocking = true;
    return ask(words);
}
