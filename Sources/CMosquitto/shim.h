#ifndef BIGSKIES_CMOSQUITTO_SHIM_H
#define BIGSKIES_CMOSQUITTO_SHIM_H

// mqtt_protocol.h carries the MQTT 5 property identifiers and reason codes.
#include <mosquitto.h>
#include <mqtt_protocol.h>

#endif
