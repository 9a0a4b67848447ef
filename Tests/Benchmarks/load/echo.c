#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

// As many questions, and the answers to them, as a connection may have in flight.
static uint8_t *questions, *answer;
static size_t question_size, answer_size;

static void prepare(void) {
  static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
  const uint8_t first = options.binary ? binary_frame : text_frame;
  const size_t length = options.message ? strlen(options.message) : options.size;
  uint8_t *payload = malloc(length + 1);
  if (options.message) {
    memcpy(payload, options.message, length);
  } else {
    fill_payload(payload, length);
  }
  question_size = frame_size(length, true);
  questions = malloc(question_size * options.pipeline);
  for (int i = 0; i < options.pipeline; i++) {
    write_frame(questions + i * question_size, first, payload, length, mask);
  }
  answer = malloc(length + longest_header);
  answer_size = write_frame(answer, first, payload, length, NULL);
}

static void flush(struct connection *connection) {
  const size_t all = question_size * options.pipeline;
  while (connection->owed) {
    size_t size = all - connection->phase;
    if (size > connection->owed) size = connection->owed;
    ssize_t sent = send(connection->fd, questions + connection->phase, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) return wait_to_write(connection, true);
    if (sent < 0) die("send: %s", strerror(errno));
    connection->owed -= sent;
    connection->phase = (connection->phase + sent) % question_size;
  }
  wait_to_write(connection, false);
}

static void send_questions(struct connection *connection, unsigned count) {
  for (unsigned i = 0; i < count; i++) connection->sent_at[connection->newest++ % most_pipelined] = meter_turn();
  connection->owed += count * question_size;
  flush(connection);
}

static bool is_answer(const struct frame *frame) {
  if (frame->first & 8) return false;  // a ping: there is no time to answer it, and no need
  if (options.expect) return contains(frame, options.expect);
  die("an echo differs from what was sent: opcode %d, %zu bytes", frame->first & 15, frame->length);
}

// Takes whole answers; without --expect each must be, byte for byte, what was sent.
static size_t take_answers(struct connection *connection, const uint8_t *bytes, size_t size) {
  struct frame frame;
  unsigned count = 0;
  size_t at = 0;
  for (;;) {
    if (!options.expect && size - at >= answer_size && memcmp(bytes + at, answer, answer_size) == 0) {
      at += answer_size;
      count++;
    } else if (read_frame(bytes + at, size - at, &frame)) {
      at += frame.size;
      count += is_answer(&frame);
    } else {
      break;
    }
  }
  for (unsigned i = 0; i < count; i++) {
    if (connection->oldest == connection->newest) die("an answer came that nobody asked for");
    meter_record(meter_turn() - connection->sent_at[connection->oldest++ % most_pipelined], 1);
  }
  if (count) send_questions(connection, count);
  return at;
}

void run_echo(void) {
  prepare();
  struct connection *connections = open_connections(options.connections);
  meter_start();
  for (int i = 0; i < options.connections; i++) {
    watch(&connections[i]);
    send_questions(&connections[i], options.pipeline);
  }
  static struct epoll_event events[events_per_turn];
  while (meter_runs()) {
    int ready = epoll_wait(loop, events, events_per_turn, 1000);
    for (int i = 0; i < ready; i++) {
      struct connection *connection = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) flush(connection);
      if (events[i].events & ~EPOLLOUT) receive(connection, take_answers);
    }
  }
  meter_print();
}
