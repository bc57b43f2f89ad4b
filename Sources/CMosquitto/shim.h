#ifndef BIGSKIES_CMOSQUITTO_SHIM_H
#define BIGSKIES_CMOSQUITTO_SHIM_H

// mqtt_protocol.h carries the MQTT 5 property identifiers and reason codes.
#include <mosquitto.h>
#include <mqtt_protocol.h>

// The Glibc module leaves out eventfd, which wakes the thread of a connection.
#include <sys/eventfd.h>

#endif
