// publisher.c: one connection that publishes, by HTTP or by frame.

#pragma once

#include "load.h"

// Each payload is {"n":"<ten digits>","pad":"…"}, of --size bytes.
void open_publisher(struct connection *publisher);

// Publishes the numbers from `first` to `first + count - 1` with one send.
void publish(struct connection *publisher, uint64_t first, unsigned count);

// The number in a message, or -1 if it is not one of ours. `hint` is where it stood last time.
int64_t number_in(const struct frame *frame, size_t *hint);

// Takes the answers to requests, each of which must be a success, and counts them.
size_t take_responses(struct connection *publisher, const uint8_t *bytes, size_t size);
extern uint64_t responses;
