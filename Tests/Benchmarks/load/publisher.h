// publisher.c: one connection that publishes, by requests or by messages of a WebSocket.

#pragma once

#include "load.h"

// Each payload is {"n":"<ten digits>","pad":"…"}, of --size bytes.
void open_publisher(struct connection *publisher);

// Publishes the numbers from `first` to `first + count - 1` with one send.
void publish(struct connection *publisher, uint64_t first, unsigned count);

// The number in a message, or -1 if it is not one of ours. `hint` is where it stood last time.
int64_t number_in(const struct frame *frame, size_t *hint);

// Takes the answers, none of which may be a refusal, and counts those to requests.
size_t take_responses(struct connection *publisher, const uint8_t *bytes, size_t size);
extern uint64_t responses;
