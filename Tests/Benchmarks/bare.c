// The floor: what epoll and TCP cost when nothing is done about WebSocket.
//
//   bare --port N --size N [--binary]      answers each masked frame of SIZE bytes with the same bytes, unmasked
//   bare --port N --size N --fanout        sends what comes on /publish to everybody else, one send each
//
// It does the opening handshake properly, knows the size of each frame from its command line, counts bytes instead
// of parsing, and answers prebuilt frames, all of a read in one send. A frame that starts a read and is a close
// frame is answered and ends the connection. Nothing that speaks WebSocket over epoll can do with less.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

enum { receive_size = 512 * 1024, most_peers = 65536, events_per_turn = 1024 };

struct peer {
  bool is_open, publishes;
  bool waits_to_write;
  uint32_t partial;  // bytes of an unfinished frame that were read already
  uint64_t owed;     // bytes of answers that the socket did not take yet
  uint32_t phase;    // where in a frame the owed bytes begin
};

static struct peer peers[most_peers];
static uint8_t received[receive_size];
static int loop, listener;

static size_t question_size, answer_size;  // of one frame
static uint8_t *answers;                   // as many as one read can ask for
static size_t answers_size;

static bool fans_out;
static int subscribers[most_peers], subscriber_count;
static uint8_t publications[receive_size];
static size_t publications_size, payload_size;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void drop(int fd) {
  for (int i = 0; i < subscriber_count; i++) {
    if (subscribers[i] == fd) subscribers[i] = subscribers[--subscriber_count];
  }
  close(fd);
}

static void listen_on(int port) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int on = 1;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // inherited by what is accepted
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (listen(listener, 4096) < 0) die("listen");
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
}

static void accept_all(void) {
  for (int i = 0; i < 64; i++) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if (fd >= most_peers) {
      close(fd);
      continue;
    }
    peers[fd] = (struct peer){0};
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
  }
}

// The head is taken to come in one piece, as it does from every client on the loopback.
static void upgrade(int fd, size_t count) {
  static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", field[] = "sec-websocket-key:";
  received[count < receive_size ? count : receive_size - 1] = 0;
  char *key = strcasestr((char *)received, field);
  if (!key) return drop(fd);
  key += sizeof field - 1;
  key += strspn(key, " ");

  char salted[64], accepted[32], answer[256];
  uint8_t digest[SHA_DIGEST_LENGTH];
  snprintf(salted, sizeof salted, "%.24s%s", key, magic);
  SHA1((uint8_t *)salted, strlen(salted), digest);
  EVP_EncodeBlock((uint8_t *)accepted, digest, sizeof digest);
  int size = snprintf(
      answer, sizeof answer,
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
      accepted);
  peers[fd].is_open = true;
  peers[fd].publishes = strncmp((char *)received, "GET /publish", 12) == 0;
  if (fans_out && !peers[fd].publishes) subscribers[subscriber_count++] = fd;
  if (send(fd, answer, size, MSG_NOSIGNAL) != size) drop(fd);
}

static void wait_to_write(int fd, bool wanted) {
  if (peers[fd].waits_to_write == wanted) return;
  peers[fd].waits_to_write = wanted;
  struct epoll_event event = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.fd = fd};
  epoll_ctl(loop, EPOLL_CTL_MOD, fd, &event);
}

static void flush(int fd) {
  struct peer *peer = &peers[fd];
  while (peer->owed) {
    size_t size = answers_size - peer->phase;
    if (size > peer->owed) size = peer->owed;
    ssize_t sent = send(fd, answers + peer->phase, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return wait_to_write(fd, true);
    if (sent < 0) return drop(fd);
    peer->owed -= sent;
    peer->phase = (peer->phase + sent) % answer_size;
  }
  wait_to_write(fd, false);
}

static void say_goodbye(int fd) {
  static const uint8_t goodbye[] = {close_frame, 2, 1000 >> 8, 1000 & 255};
  send(fd, goodbye, sizeof goodbye, MSG_NOSIGNAL);
  drop(fd);
}

static void answer(int fd, size_t count) {
  struct peer *peer = &peers[fd];
  if (peer->partial == 0 && received[0] == close_frame) return say_goodbye(fd);
  size_t size = peer->partial + count;
  peer->owed += size / question_size * answer_size;
  peer->partial = size % question_size;
  if (peer->owed) flush(fd);
}

// The publisher masks with zeros, so that its payload can be passed on as it is.
static void publish(size_t count) {
  static uint8_t frame[receive_size];
  memcpy(publications + publications_size, received, count);
  publications_size += count;
  size_t at = 0;
  for (; publications_size - at >= question_size; at += question_size) {
    const uint8_t *payload = publications + at + header_size(payload_size, true);
    ssize_t size = write_frame(frame, text_frame, payload, payload_size, NULL);
    for (int i = 0; i < subscriber_count; i++) {
      // One that went away is dropped when its own event comes; one that is full cannot be told from a loss.
      if (send(subscribers[i], frame, size, MSG_NOSIGNAL) != size && errno == EAGAIN) die("a subscriber is full");
    }
  }
  publications_size -= at;
  memmove(publications, publications + at, publications_size);
}

static void receive(int fd) {
  ssize_t count = recv(fd, received, receive_size, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return drop(fd);
  if (!peers[fd].is_open) return upgrade(fd, count);
  if (!fans_out) return answer(fd, count);
  if (peers[fd].publishes) publish(count);
}

static void prepare(size_t size, uint8_t first) {
  payload_size = size;
  question_size = frame_size(size, true);
  answer_size = frame_size(size, false);
  size_t most = receive_size / question_size + 2;
  uint8_t *payload = malloc(size);
  fill_payload(payload, size);
  answers = malloc(most * answer_size);
  for (size_t i = 0; i < most; i++) answers_size += write_frame(answers + answers_size, first, payload, size, NULL);
}

int main(int count, char **arguments) {
  static const struct option options[] = {
      {"port", required_argument, NULL, 'p'},
      {"size", required_argument, NULL, 's'},
      {"binary", no_argument, NULL, 'b'},
      {"fanout", no_argument, NULL, 'f'},
      {NULL, 0, NULL, 0}};
  int port = 9000, option;
  size_t size = 32;
  uint8_t first = text_frame;
  while ((option = getopt_long(count, arguments, "", options, NULL)) != -1) {
    switch (option) {
      case 'p': port = atoi(optarg); break;
      case 's': size = atol(optarg); break;
      case 'b': first = binary_frame; break;
      case 'f': fans_out = true; break;
      default: return 64;
    }
  }
  prepare(size, first);
  loop = epoll_create1(EPOLL_CLOEXEC);
  listen_on(port);
  static struct epoll_event events[events_per_turn];
  for (;;) {
    int ready = epoll_wait(loop, events, events_per_turn, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        accept_all();
      } else if (events[i].events & ~EPOLLOUT) {
        receive(fd);
      } else {
        flush(fd);
      }
    }
  }
}
