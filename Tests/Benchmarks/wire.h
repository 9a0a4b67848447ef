// What the bare loop and the load generator must agree on: the payload and the frame around it.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { longest_header = 14 };

static const uint8_t text_frame = 0x81, binary_frame = 0x82, close_frame = 0x88;

// The bytes of every echoed message: letters, so that they are valid as text and as binary.
static inline void fill_payload(uint8_t *out, size_t length) {
  for (size_t i = 0; i < length; i++) out[i] = 'a' + i % 26;
}

static inline size_t header_size(size_t length, bool masked) {
  return (length < 126 ? 2 : length < 65536 ? 4 : 10) + (masked ? 4 : 0);
}

static inline size_t frame_size(size_t length, bool masked) { return header_size(length, masked) + length; }

// Writes a whole frame around a payload, masked with `mask` unless that is null, and returns its size.
static inline size_t write_frame(
    uint8_t *out, uint8_t first, const uint8_t *payload, size_t length, const uint8_t *mask) {
  size_t at = 0;
  const uint8_t bit = mask ? 0x80 : 0;
  out[at++] = first;
  if (length < 126) {
    out[at++] = bit | length;
  } else {
    const int width = length < 65536 ? 2 : 8;
    out[at++] = bit | (width == 2 ? 126 : 127);
    for (int i = width - 1; i >= 0; i--) out[at++] = (uint64_t)length >> (8 * i);
  }
  if (mask) {
    memcpy(out + at, mask, 4);
    at += 4;
  }
  for (size_t i = 0; i < length; i++) out[at + i] = payload[i] ^ (mask ? mask[i % 4] : 0);
  return at + length;
}
