#include "publisher.h"

#include <stdio.h>
#include <stdlib.h>

static const char marker[] = "{\"n\":\"";
enum { digits = 10 };

static uint8_t *publication;
static size_t publication_size, number_at;

uint64_t responses;

static void write_payload(char *out) {
  static const char tail[] = "\",\"pad\":\"", end[] = "\"}";
  const size_t fixed = sizeof marker - 1 + digits + sizeof tail - 1 + sizeof end - 1;
  if (options.size < fixed) die("a publication has at least %zu bytes", fixed);
  int at = sprintf(out, "%s%0*d%s", marker, digits, 0, tail);
  memset(out + at, 'x', options.size - fixed);
  strcpy(out + at + options.size - fixed, end);
}

// The body, with the payload in place of %.
static char *write_body(const char *payload) {
  const char *hole = strchr(options.body, '%');
  if (!hole) die("the body has no %% for the payload");
  char *body = malloc(strlen(options.body) + options.size);
  sprintf(body, "%.*s%s%s", (int)(hole - options.body), options.body, payload, hole + 1);
  return body;
}

static void write_post(const char *body) {
  publication = malloc(strlen(body) + 1024);
  publication_size = sprintf(
      (char *)publication,
      "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
      options.publish_path, options.port, strlen(body), body);
}

static void write_message(const char *body) {
  static const uint8_t mask[4] = {0};  // so that the bare loop can pass the payload on as it is
  publication = malloc(strlen(body) + longest_header);
  publication_size = write_frame(publication, text_frame, (const uint8_t *)body, strlen(body), mask);
}

void open_publisher(struct connection *publisher) {
  char *payload = malloc(options.size + 1);
  write_payload(payload);
  const char *body = options.body ? write_body(payload) : payload;
  if (options.body && !options.frames) {
    write_post(body);
    publisher->fd = connect_socket();
  } else {
    write_message(body);
    open_connection(publisher, options.publish_path);
  }
  const uint8_t *found = memmem(publication, publication_size, marker, sizeof marker - 1);
  number_at = found - publication + sizeof marker - 1;
}

void publish(struct connection *publisher, uint64_t first, unsigned count) {
  static uint8_t *batch;
  if (!batch) batch = malloc(publication_size * most_pipelined);
  for (unsigned i = 0; i < count; i++) {
    uint8_t *at = batch + i * publication_size;
    memcpy(at, publication, publication_size);
    uint64_t number = first + i;
    for (int digit = digits - 1; digit >= 0; digit--, number /= 10) at[number_at + digit] = '0' + number % 10;
  }
  send_all(publisher->fd, batch, count * publication_size);
}

int64_t number_in(const struct frame *frame, size_t *hint) {
  const size_t needed = sizeof marker - 1 + digits;
  const uint8_t *found = frame->payload + *hint;
  if (*hint + needed > frame->length || memcmp(found, marker, sizeof marker - 1) != 0) {
    found = memmem(frame->payload, frame->length, marker, sizeof marker - 1);
    if (!found || found + needed > frame->payload + frame->length) return -1;
    *hint = found - frame->payload;
  }
  int64_t number = 0;
  for (int i = 0; i < digits; i++) number = number * 10 + found[sizeof marker - 1 + i] - '0';
  return number;
}

// The answers to messages: any but a refusal.
static size_t take_messages(const uint8_t *bytes, size_t size) {
  struct frame frame;
  size_t at = 0;
  for (; read_frame(bytes + at, size - at, &frame); at += frame.size) {
    if (contains(&frame, "\"error\"")) die("a publication was refused: %.*s", (int)frame.length, frame.payload);
  }
  return at;
}

size_t take_responses(struct connection *publisher, const uint8_t *bytes, size_t size) {
  static const char version[] = "HTTP/1.1 ";
  (void)publisher;
  if (options.frames) return take_messages(bytes, size);
  const uint8_t *rest = bytes, *end = bytes + size, *found;
  // With the first digit of the status it is as long as `version` with its final zero.
  while ((found = memmem(rest, end - rest, version, sizeof version - 1)) && found + sizeof version <= end) {
    if (found[sizeof version - 1] != '2') die("a publication was refused: %.*s", (int)(end - found), found);
    rest = found + sizeof version;
    responses++;
  }
  const size_t left = end - rest, most = sizeof version - 1;  // a status line that is cut off waits for the next read
  return size - (left < most ? left : most);
}
