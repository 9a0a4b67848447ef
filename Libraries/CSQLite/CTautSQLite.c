#define _GNU_SOURCE
#include "CTautSQLite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

int taut_lock_file(const char *path) {
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return -errno;
  int result;
  do {
    result = flock(descriptor, LOCK_EX | LOCK_NB);
  } while (result < 0 && errno == EINTR);
  if (result < 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  // Only for people: that the number cannot be written changes nothing about the lock.
  char text[24];
  int count = snprintf(text, sizeof text, "%d\n", (int)getpid());
  if (ftruncate(descriptor, 0) == 0) (void)!pwrite(descriptor, text, (size_t)count, 0);
  return descriptor;
}

void taut_survive_size_limit(void) {
  struct sigaction present;
  if (sigaction(SIGXFSZ, NULL, &present) == 0 && present.sa_handler == SIG_DFL) signal(SIGXFSZ, SIG_IGN);
}

int taut_has_size_limit(void) {
  struct rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

int taut_lock_holder(const char *path) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  char text[24] = {0};
  ssize_t count = pread(descriptor, text, sizeof text - 1, 0);
  close(descriptor);
  return count > 0 ? atoi(text) : 0;
}
