#include "publisher.h"

#include <stdlib.h>
#include <sys/epoll.h>

static struct connection *subscribers, publisher;
static unsigned arrived[most_pipelined];  // at how many subscribers, by publication
static uint64_t published, completed, published_at[most_pipelined];
static size_t delivered_size;

static void count_arrival(uint64_t number) {
  if (++arrived[number % most_pipelined] < (unsigned)options.connections) return;
  arrived[number % most_pipelined] = 0;
  completed++;
  meter_record(meter_turn() - published_at[number % most_pipelined], options.connections);
}

// Every subscriber must see every number once, in order.
static size_t take_publications(struct connection *subscriber, const uint8_t *bytes, size_t size) {
  static size_t hints[most_ways];
  struct frame frame;
  size_t at = 0;
  for (; read_frame(bytes + at, size - at, &frame); at += frame.size) {
    if (frame.first & 8) continue;
    int64_t number = number_in(&frame, &hints[(subscriber - subscribers) % options.way_count]);
    if (number < 0) continue;
    if ((uint64_t)number != subscriber->next) {
      die("publication %lld came where %llu was due", (long long)number, (unsigned long long)subscriber->next);
    }
    subscriber->next++;
    delivered_size = frame.length;
    count_arrival(number);
  }
  return at;
}

static void fill_window(void) {
  unsigned count = options.pipeline - (published - completed);
  if (count == 0) return;
  for (unsigned i = 0; i < count; i++) published_at[(published + i) % most_pipelined] = now();
  publish(&publisher, published, count);
  published += count;
}

void run_fanout(void) {
  subscribers = open_connections(options.connections);
  for (int i = 0; i < options.connections; i++) {
    const struct way *way = &options.ways[i % options.way_count];
    if (way->subscribe) {
      ask(&subscribers[i], way->subscribe);
      await_answers(&subscribers[i], way->confirm, 1);
    }
    watch(&subscribers[i]);
  }
  open_publisher(&publisher);
  watch(&publisher);
  meter_start();
  static struct epoll_event events[events_per_turn];
  while (meter_runs()) {
    fill_window();
    int ready = epoll_wait(loop, events, events_per_turn, 1000);
    for (int i = 0; i < ready; i++) {
      struct connection *connection = events[i].data.ptr;
      receive(connection, connection == &publisher ? take_responses : take_publications);
    }
  }
  meter_note("bytes", delivered_size);
  meter_print();
}
