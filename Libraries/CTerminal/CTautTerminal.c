#define _GNU_SOURCE
#include "CTautTerminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static volatile sig_atomic_t is_raw;

static void restore(void) {
  // tcsetattr is async-signal-safe (POSIX.1, 2.4.3).
  if (is_raw) tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
  is_raw = 0;
}

static void restore_and_die(int number) {
  restore();
  // SA_RESETHAND has put the default action back.
  raise(number);
}

static void restore_on(int number) {
  struct sigaction present;
  // A program that hears the signal itself ends in order, and then `atexit` restores.
  if (sigaction(number, NULL, &present) < 0 || present.sa_handler != SIG_DFL) return;
  struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = SA_RESETHAND};
  sigaction(number, &action, NULL);
}

static void restore_at_end(void) {
  static int once;
  if (once++) return;
  atexit(restore);
  restore_on(SIGTERM);
  restore_on(SIGHUP);
  restore_on(SIGQUIT);
}

int taut_terminal_set_raw(int raw) {
  if (!raw) {
    restore();
    return 0;
  }
  if (is_raw) return 0;
  if (tcgetattr(STDIN_FILENO, &saved) < 0) return -errno;
  restore_at_end();
  struct termios settings = saved;
  settings.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  settings.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
  // Output processing stays on: a newline still returns the carriage.
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  if (tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) < 0) return -errno;
  is_raw = 1;
  return 0;
}

int taut_terminal_columns(int fd) {
  struct winsize size;
  return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// Not stdio: a signal or a poll must see exactly what has been taken from the descriptor.
static uint8_t pending[65536];
static size_t first, end;

int taut_input_byte(void) {
  if (first == end) {
    ssize_t count;
    do count = read(STDIN_FILENO, pending, sizeof pending);
    while (count < 0 && errno == EINTR);
    if (count <= 0) return -1;
    first = 0;
    end = (size_t)count;
  }
  return pending[first++];
}

int taut_input_is_ready(int milliseconds) {
  if (first < end) return 1;
  struct pollfd descriptor = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&descriptor, 1, milliseconds) > 0;
}

static FILE *stream(int fd) { return fd == STDERR_FILENO ? stderr : stdout; }

void taut_output_byte(int fd, uint8_t byte) {
  static int once;
  if (!once++) setvbuf(stderr, NULL, _IOFBF, 4096);
  putc_unlocked(byte, stream(fd));
}

int taut_output_flush(int fd) {
  if (fflush_unlocked(stream(fd)) == 0) return 0;
  int error = errno;
  clearerr(stream(fd));
  return -error;
}
