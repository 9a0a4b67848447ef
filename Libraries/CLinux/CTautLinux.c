#define _GNU_SOURCE
#include "CTautLinux.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(sizeof(struct taut_piece) == sizeof(struct iovec), "a piece is an iovec");

static ptrdiff_t outcome(ssize_t result) { return result < 0 ? -errno : result; }

int taut_accept(int listener) { return (int)outcome(accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)); }

int taut_stream_socket(int family) {
  return (int)outcome(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

ptrdiff_t taut_recv(int fd, void *buffer, size_t count) { return outcome(recv(fd, buffer, count, 0)); }

ptrdiff_t taut_send(int fd, const void *buffer, size_t count) {
  return outcome(send(fd, buffer, count, MSG_NOSIGNAL));
}

ptrdiff_t taut_send_pieces(int fd, const struct taut_piece *pieces, size_t count) {
  struct msghdr message = {.msg_iov = (struct iovec *)pieces, .msg_iovlen = count};
  return outcome(sendmsg(fd, &message, MSG_NOSIGNAL));
}

static void shutdown_signals(sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGTERM);
  sigaddset(set, SIGINT);
  sigaddset(set, SIGHUP);
}

void taut_block_signals(void) {
  sigset_t set;
  shutdown_signals(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  signal(SIGPIPE, SIG_IGN);
}

int taut_signal_descriptor(void) {
  sigset_t set;
  shutdown_signals(&set);
  return (int)outcome(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

int taut_read_signal(int fd) {
  struct signalfd_siginfo info;
  ssize_t count = read(fd, &info, sizeof info);
  return count == sizeof info ? (int)info.ssi_signo : -errno;
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
