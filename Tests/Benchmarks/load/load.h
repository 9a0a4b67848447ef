// A load generator that is cheap, strict, and knows nothing about the server that it loads.
//
// One thread, one epoll instance; prebuilt frames, one read and one send for all that is ready on a connection. Each
// echo is compared byte for byte, each publication is looked for at each subscriber, in order; the first difference
// ends the program.

#pragma once

#define _GNU_SOURCE
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../wire.h"

enum { receive_size = 512 * 1024, events_per_turn = 1024, most_pipelined = 64, most_ways = 4 };

// How a connection comes to a room.
struct way {
  const char *path;
  const char *subscribe, *confirm;  // a text frame to send first, and what the answer to it contains
};

struct options {
  int port;
  bool tls;
  struct way ways[most_ways];  // the connections take them in turn
  int way_count;
  int connections, pipeline;
  size_t size;
  bool binary;
  const char *message, *expect;  // instead of the letters: what is sent, and what every answer contains
  int subscriptions;           // of all connections together, for the curve
  const char *publish_path, *body;  // in a body, % stands for the payload; without a body, it is published alone
  bool frames;  // publications are messages of a WebSocket, not requests
  double warmup, seconds;
  pid_t server, softirq;  // whose CPU time is measured
};

extern struct options options;

// connection.c: one connection, opened without haste.
struct connection {
  int fd;
  bool waits_to_write;
  uint8_t *carry;  // bytes of an unfinished frame
  size_t carried, capacity;
  size_t owed, phase;  // bytes still to send, and where in a message they begin
  uint64_t next;       // the publication that must come next
  uint64_t sent_at[most_pipelined];
  unsigned oldest, newest;
};

// Says what is wrong, as printf does, and ends the program.
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The time in nanoseconds.
uint64_t now(void);

// A connected socket, the epoll instance that watches all of them, and the upgrade request for a path.
int connect_socket(void);
extern int loop;
size_t write_request(char *out, size_t capacity, const char *path);

// Opens a WebSocket connection on a path, waiting for the answer; bytes that come behind it are carried.
void open_connection(struct connection *connection, const char *path);
struct connection *open_connections(int count);

// Sends the text as one message, and waits for as many messages that contain the confirmation as were asked for.
void ask(struct connection *connection, const char *text);
void await_answers(struct connection *connection, const char *confirmation, int count);

void watch(struct connection *connection);
void wait_to_write(struct connection *connection, bool wanted);
void send_all(int fd, const void *bytes, size_t size);

// Reads once, hands what is there to `consume`, which returns how much of it it took, and keeps the rest.
typedef size_t consumer(struct connection *connection, const uint8_t *bytes, size_t size);
void receive(struct connection *connection, consumer *consume);

// One whole frame of a server.
struct frame {
  uint8_t first;
  const uint8_t *payload;
  size_t length, size;
};
bool read_frame(const uint8_t *bytes, size_t size, struct frame *frame);
bool contains(const struct frame *frame, const char *text);

// meter.c: what was done between the end of the warm-up and the end, and what it cost the server.
void meter_start(void);
bool meter_runs(void);  // to be asked once a turn
void meter_record(uint64_t nanoseconds, uint64_t operations);
uint64_t meter_turn(void);  // the time at which this turn began
void meter_note(const char *name, uint64_t value);  // a further figure to print
void meter_print(void);

// The kinds of load.
void run_echo(void);
void run_connect(void);
void run_fanout(void);
void run_curve(void);
void run_idle(void);
