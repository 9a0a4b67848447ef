#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int loop;

void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("load: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  exit(1);
}

uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

int connect_socket(void) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int on = 1;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket: %s", strerror(errno));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect: %s", strerror(errno));
  return fd;
}

size_t write_request(char *out, size_t capacity, const char *path) {
  return snprintf(
      out, capacity,
      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
      path, options.port);
}

static void carry(struct connection *connection, const uint8_t *bytes, size_t size) {
  size_t needed = size + options.size + 4096;
  if (connection->capacity < needed) {
    connection->carry = realloc(connection->carry, needed);
    connection->capacity = needed;
  }
  memcpy(connection->carry, bytes, size);
  connection->carried = size;
}

void open_connection(struct connection *connection, const char *path) {
  char text[4096];
  connection->fd = connect_socket();
  send_all(connection->fd, text, write_request(text, sizeof text, path));
  size_t size = 0;
  char *end = NULL;
  while (!end) {
    ssize_t count = recv(connection->fd, text + size, sizeof text - 1 - size, 0);
    if (count <= 0) die("the server ended the connection during the handshake");
    size += count;
    text[size] = 0;
    end = strstr(text, "\r\n\r\n");
  }
  if (strncmp(text, "HTTP/1.1 101", 12) != 0) die("the server refused the upgrade: %s", text);
  end += 4;
  if (end < text + size) carry(connection, (uint8_t *)end, text + size - end);
}

struct connection *open_connections(int count) {
  struct connection *connections = calloc(count, sizeof *connections);
  for (int i = 0; i < count; i++) open_connection(&connections[i], options.ways[i % options.way_count].path);
  return connections;
}

void send_all(int fd, const void *bytes, size_t size) {
  for (size_t sent = 0; sent < size;) {
    ssize_t count = send(fd, (const uint8_t *)bytes + sent, size - sent, MSG_NOSIGNAL);
    if (count < 0) die("send: %s", strerror(errno));
    sent += count;
  }
}

static const char *awaited;
static int missing;

static size_t look_for_awaited(struct connection *connection, const uint8_t *bytes, size_t size) {
  (void)connection;
  struct frame frame;
  size_t at = 0;
  for (; read_frame(bytes + at, size - at, &frame); at += frame.size) {
    if (contains(&frame, "_error")) die("the server refuses: %.*s", (int)frame.length, frame.payload);
    missing -= contains(&frame, awaited);
  }
  return at;
}

void ask(struct connection *connection, const char *text) {
  static const uint8_t mask[4] = {1, 2, 3, 4};
  uint8_t frame[4096];
  if (strlen(text) > sizeof frame - longest_header) die("the subscription is too long");
  send_all(connection->fd, frame, write_frame(frame, text_frame, (uint8_t *)text, strlen(text), mask));
}

void await_answers(struct connection *connection, const char *confirmation, int count) {
  awaited = confirmation;
  for (missing = count; missing > 0;) receive(connection, look_for_awaited);
}

void watch(struct connection *connection) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  if (epoll_ctl(loop, EPOLL_CTL_ADD, connection->fd, &event) < 0) die("epoll_ctl: %s", strerror(errno));
}

void wait_to_write(struct connection *connection, bool wanted) {
  if (connection->waits_to_write == wanted) return;
  connection->waits_to_write = wanted;
  struct epoll_event event = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.ptr = connection};
  epoll_ctl(loop, EPOLL_CTL_MOD, connection->fd, &event);
}

void receive(struct connection *connection, consumer *consume) {
  static uint8_t shared[receive_size];
  uint8_t *bytes = connection->carried ? connection->carry : shared;
  size_t capacity = connection->carried ? connection->capacity : sizeof shared;
  size_t size = connection->carried;
  ssize_t count = recv(connection->fd, bytes + size, capacity - size, 0);
  if (count < 0) die("recv: %s", strerror(errno));
  if (count == 0) die("the server ended a connection");
  size += count;
  size_t taken = consume(connection, bytes, size);
  if (bytes == shared) {
    if (taken < size) carry(connection, bytes + taken, size - taken);
  } else {
    connection->carried = size - taken;
    if (taken) memmove(bytes, bytes + taken, size - taken);
  }
}

bool read_frame(const uint8_t *bytes, size_t size, struct frame *frame) {
  if (size < 2) return false;
  size_t length = bytes[1] & 127, header = 2;
  if (bytes[1] & 128) die("the server masked a frame");
  if (length >= 126) {
    const size_t width = length == 126 ? 2 : 8;
    header += width;
    if (size < header) return false;
    length = 0;
    for (size_t i = 0; i < width; i++) length = length << 8 | bytes[2 + i];
  }
  *frame = (struct frame){bytes[0], bytes + header, length, header + length};
  if (frame->first == close_frame) die("the server closes: %.*s", (int)length - 2, bytes + header + 2);
  return frame->size <= size;
}

bool contains(const struct frame *frame, const char *text) {
  return memmem(frame->payload, frame->length, text, strlen(text)) != NULL;
}
