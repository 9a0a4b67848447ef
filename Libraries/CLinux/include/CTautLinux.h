#pragma once
// The parts of the kernel's interface that Swift's Glibc module does not export.
//
// _GNU_SOURCE is defined in the .c file only: two C modules would otherwise disagree about fd_set.
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC. Returns the descriptor, or -errno.
int taut_accept(int listener);

/// socket with SOCK_STREAM, SOCK_NONBLOCK and SOCK_CLOEXEC. Returns the descriptor, or -errno.
int taut_stream_socket(int family);

/// recv without flags. Returns the number of bytes, 0 at the end, or -errno.
ptrdiff_t taut_recv(int fd, void *_Nonnull buffer, size_t count);

/// send with MSG_NOSIGNAL. Returns the number of bytes, or -errno.
ptrdiff_t taut_send(int fd, const void *_Nonnull buffer, size_t count);

/// One piece of a gathered write.
struct taut_piece {
  const void *_Nullable base;
  size_t count;
};

/// sendmsg with MSG_NOSIGNAL over `count` pieces. Returns the number of bytes, or -errno.
ptrdiff_t taut_send_pieces(int fd, const struct taut_piece *_Nonnull pieces, size_t count);

/// Has SIGTERM, SIGINT and SIGHUP written to a pipe from here on. Once per process.
///
/// A handler, and not a signalfd, which would need the signals blocked in threads that this library does not start.
/// Returns the pipe's reading end, non-blocking, or -errno.
int taut_signal_descriptor(void);

/// Reads one signal number from that pipe. Returns it, or -errno.
int taut_read_signal(int fd);

/// Adds one to an eventfd.
void taut_event_notify(int fd);

/// Empties an eventfd.
void taut_event_consume(int fd);

/// Sets an integer socket option. Returns 0, or -errno.
int taut_set_option(int fd, int level, int name, int value);

/// Returns and clears SO_ERROR.
int taut_socket_error(int fd);

/// Gives free memory back to the kernel (malloc_trim).
void taut_trim_memory(void);
