#pragma once
// SQLite, with its macros and variadics as functions, and the lock of a store's directory.
#include <sqlite3.h>

// Swift does not see values that a macro computes.
static const int taut_SQLITE_IOERR_WRITE = SQLITE_IOERR_WRITE;

/// Binds a copy of a text.
static inline int taut_sqlite3_bind_text(
    sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Binds a copy of some bytes, of which there may be none.
static inline int taut_sqlite3_bind_bytes(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  if (count == 0) return sqlite3_bind_zeroblob(statement, index, 0);
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// Keeps a file that somebody else wrote from running code of its own: no triggers, no views, no writable schema.
static inline int taut_sqlite3_distrust(sqlite3 *database) {
  int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  if (code == SQLITE_OK) code = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
  if (code == SQLITE_OK) code = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
  if (code == SQLITE_OK) code = sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
  return code;
}

/// Creates a file if need be and locks it (flock) until the descriptor is closed or the process ends, however it ends.
///
/// The holder's process id stands in the file. Returns the descriptor, or -errno; -EWOULDBLOCK where another holds it.
int taut_lock_file(const char *path);

/// Has writes beyond a limit on the size of files (RLIMIT_FSIZE) fail, instead of ending the process with SIGXFSZ.
///
/// It leaves a handler alone that somebody else has installed.
void taut_survive_size_limit(void);

/// Whether there is such a limit.
int taut_has_size_limit(void);

/// The process id in a lock file, or 0.
int taut_lock_holder(const char *path);
