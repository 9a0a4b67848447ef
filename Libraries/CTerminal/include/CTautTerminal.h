#pragma once
// Standard input, output and the terminal, one byte at a time, so that programs need no pointers.
#include <stdint.h>

/// Turns the terminal's raw mode on (1) or off (0). Returns 0, or -errno.
///
/// What the terminal was set to before comes back on exit and on SIGTERM, SIGHUP and SIGQUIT.
int taut_terminal_set_raw(int raw);

/// The columns of the terminal behind `fd`, or 0 where there is none.
int taut_terminal_columns(int fd);

/// Waits for the next byte of standard input. Returns it, or -1 at the end. Only for one thread at a time.
int taut_input_byte(void);

/// Whether a byte of standard input comes within `milliseconds`.
int taut_input_is_ready(int milliseconds);

/// Appends a byte to the buffer of standard output (1) or standard error (2).
void taut_output_byte(int fd, uint8_t byte);

/// Writes the buffer of standard output (1) or standard error (2). Returns 0, or -errno.
int taut_output_flush(int fd);
