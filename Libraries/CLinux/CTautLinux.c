#define _GNU_SOURCE
#include "CTautLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(sizeof(struct taut_piece) == sizeof(struct iovec), "a piece is an iovec");

static ptrdiff_t outcome(ssize_t result) { return result < 0 ? -errno : result; }

int taut_accept(int listener) { return (int)outcome(accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)); }

int taut_stream_socket(int family) {
  return (int)outcome(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

// In a program of several threads `recv` and `send` are points at which a thread may be cancelled, which costs as much as a
// small frame. Nobody cancels threads here, so the system is called directly.

ptrdiff_t taut_recv(int fd, void *buffer, size_t count) {
  return outcome(syscall(SYS_recvfrom, fd, buffer, count, 0, NULL, NULL));
}

ptrdiff_t taut_send(int fd, const void *buffer, size_t count) {
  return outcome(syscall(SYS_sendto, fd, buffer, count, MSG_NOSIGNAL, NULL, 0));
}

ptrdiff_t taut_send_pieces(int fd, const struct taut_piece *pieces, size_t count) {
  struct msghdr message = {.msg_iov = (struct iovec *)pieces, .msg_iovlen = count};
  return outcome(sendmsg(fd, &message, MSG_NOSIGNAL));
}

// The writing end of the pipe that signals go to.
static int signal_pipe = -1;

static void forward_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe already holds more signals than anybody acts on.
  ssize_t ignored = write(signal_pipe, &byte, 1);
  (void)ignored;
  errno = saved;
}

int taut_signal_descriptor(void) {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0) return -errno;
  signal_pipe = ends[1];
  struct sigaction action = {.sa_handler = forward_signal, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  return ends[0];
}

int taut_read_signal(int fd) {
  unsigned char byte;
  return read(fd, &byte, 1) == 1 ? byte : -errno;
}

void taut_event_notify(int fd) {
  uint64_t one = 1;
  // The counter cannot overflow within a process's life, so the write always succeeds.
  ssize_t ignored = write(fd, &one, sizeof one);
  (void)ignored;
}

void taut_event_consume(int fd) {
  uint64_t count;
  ssize_t ignored = read(fd, &count, sizeof count);
  (void)ignored;
}

int taut_set_option(int fd, int level, int name, int value) {
  return (int)outcome(setsockopt(fd, level, name, &value, sizeof value));
}

int taut_socket_error(int fd) {
  int value = 0;
  socklen_t length = sizeof value;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &length) < 0 ? errno : value;
}

void taut_trim_memory(void) { malloc_trim(0); }
