#include "publisher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

// Many subscriptions, none of which matches what is published: what does a publication cost then?

static struct connection *subscribers, publisher;

// The subscription with % replaced by its number.
static const char *numbered(const char *text, int number) {
  static char out[2048];
  const char *hole = strchr(text, '%');
  if (!hole) die("the subscription has no %% for its number");
  snprintf(out, sizeof out, "%.*s%d%s", (int)(hole - text), text, number, hole + 1);
  return out;
}

static size_t refuse_messages(struct connection *subscriber, const uint8_t *bytes, size_t size) {
  (void)subscriber;
  size_t hint = 0, at = 0;
  struct frame frame;
  for (; read_frame(bytes + at, size - at, &frame); at += frame.size) {
    if (number_in(&frame, &hint) >= 0) die("a publication reached a subscription that does not match");
  }
  return at;
}

// Some at a time: as many as surely fit into the buffers between the two sides.
static void subscribe(struct connection *subscriber, int first, int count) {
  enum { most_at_once = 50 };
  for (int done = 0; done < count; done += most_at_once) {
    const int now = count - done < most_at_once ? count - done : most_at_once;
    for (int i = 0; i < now; i++) ask(subscriber, numbered(options.ways[0].subscribe, first + done + i));
    await_answers(subscriber, options.ways[0].confirm, now);
  }
}

void run_curve(void) {
  subscribers = open_connections(options.connections);
  const int each = options.subscriptions / options.connections;
  for (int i = 0; i < options.connections; i++) subscribe(&subscribers[i], i * each, each);
  for (int i = 0; i < options.connections; i++) watch(&subscribers[i]);
  open_publisher(&publisher);
  watch(&publisher);
  meter_start();
  uint64_t published = 0, sent_at = 0;
  static struct epoll_event events[events_per_turn];
  while (meter_runs()) {
    if (responses == published) {
      if (published) meter_record(meter_turn() - sent_at, options.pipeline);
      sent_at = now();
      publish(&publisher, published, options.pipeline);
      published += options.pipeline;
    }
    int ready = epoll_wait(loop, events, events_per_turn, 1000);
    for (int i = 0; i < ready; i++) {
      struct connection *connection = events[i].data.ptr;
      receive(connection, connection == &publisher ? take_responses : refuse_messages);
    }
  }
  meter_print();
}
