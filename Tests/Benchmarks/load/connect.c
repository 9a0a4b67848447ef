#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

// One life after the other: connect, upgrade, one echo, close.
struct life {
  int fd;
  enum { upgrading, echoing, closing } state;
  uint64_t began;
};

static char request[1024];
static uint8_t question[4096], answer[4096], goodbye[8];
static size_t request_size, question_size, answer_size, goodbye_size;

static void prepare(void) {
  static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d}, normal[2] = {1000 >> 8, 1000 & 255};
  uint8_t payload[2048];
  const uint8_t first = options.binary ? binary_frame : text_frame;
  if (options.size > sizeof payload) die("connect sends at most %zu bytes", sizeof payload);
  fill_payload(payload, options.size);
  request_size = write_request(request, sizeof request, options.ways[0].path);
  question_size = write_frame(question, first, payload, options.size, mask);
  answer_size = write_frame(answer, first, payload, options.size, NULL);
  goodbye_size = write_frame(goodbye, close_frame, normal, sizeof normal, mask);
}

static void begin(struct life *life) {
  *life = (struct life){connect_socket(), upgrading, now()};
  send_all(life->fd, request, request_size);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = life};
  epoll_ctl(loop, EPOLL_CTL_ADD, life->fd, &event);
}

static void end(struct life *life) {
  close(life->fd);
  meter_record(now() - life->began, 1);
  begin(life);
}

// The answers are small and the loopback keeps them whole: each is taken to come in one piece.
static void step(struct life *life) {
  static uint8_t bytes[8192];
  ssize_t count = recv(life->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count < 0) die("recv: %s", strerror(errno));
  switch (life->state) {
    case upgrading:
      if (count < 12 || memcmp(bytes, "HTTP/1.1 101", 12) != 0) die("an upgrade was refused");
      send_all(life->fd, question, question_size);
      life->state = echoing;
      break;
    case echoing:
      if ((size_t)count != answer_size || memcmp(bytes, answer, answer_size) != 0) die("an echo differs");
      send_all(life->fd, goodbye, goodbye_size);
      life->state = closing;
      break;
    case closing:
      // The close frame first, then, or with the next read, the end that the server makes.
      if (count == 0) return end(life);
      if (bytes[0] != close_frame) die("a close frame was not answered");
      if (recv(life->fd, bytes, sizeof bytes, MSG_DONTWAIT) == 0) end(life);
  }
}

void run_connect(void) {
  prepare();
  struct life *lives = calloc(options.connections, sizeof *lives);
  meter_start();
  for (int i = 0; i < options.connections; i++) begin(&lives[i]);
  static struct epoll_event events[events_per_turn];
  while (meter_runs()) {
    int ready = epoll_wait(loop, events, events_per_turn, 1000);
    for (int i = 0; i < ready; i++) step(events[i].data.ptr);
  }
  meter_print();
}
