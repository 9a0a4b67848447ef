// load echo|connect|fanout|curve|idle --port N [--path P] [--connections N] [--pipeline N] [--size N] [--binary] …
//
// Prints one JSON object: operations, seconds, the server's CPU time per operation, latencies.

#include "load.h"

#include <getopt.h>
#include <stdlib.h>
#include <sys/epoll.h>

struct options options = {
    .ways = {{.path = "/"}}, .connections = 64, .pipeline = 1, .size = 32, .warmup = 0.3, .seconds = 2, .publish_path = "/publish"};

static const struct option names[] = {
    {"port", required_argument, NULL, 'p'},          {"tls", no_argument, NULL, 't'},
    {"path", required_argument, NULL, 'P'},          {"connections", required_argument, NULL, 'c'},
    {"pipeline", required_argument, NULL, 'n'},      {"size", required_argument, NULL, 's'},
    {"binary", no_argument, NULL, 'b'},              {"message", required_argument, NULL, 'm'},
    {"expect", required_argument, NULL, 'e'},        {"subscribe", required_argument, NULL, 'S'},
    {"confirm", required_argument, NULL, 'C'},       {"subscriptions", required_argument, NULL, 'N'},
    {"publish-path", required_argument, NULL, 'u'},  {"body", required_argument, NULL, 'B'},
    {"frames", no_argument, NULL, 'f'},
    {"warmup", required_argument, NULL, 'w'},        {"seconds", required_argument, NULL, 'd'},
    {"server", required_argument, NULL, 'i'},        {"softirq", required_argument, NULL, 'q'},
    {NULL, 0, NULL, 0}};

// Each --path begins a way; --subscribe and --confirm belong to the path before them.
static struct way *last_way(void) { return &options.ways[options.way_count > 0 ? options.way_count - 1 : 0]; }

static void begin_way(const char *path) {
  if (options.way_count == most_ways) die("at most %d paths, please", most_ways);
  options.ways[options.way_count++] = (struct way){.path = path};
}

static void set_option(int option) {
  switch (option) {
    case 'p': options.port = atoi(optarg); break;
    case 't': options.tls = true; break;
    case 'P': begin_way(optarg); break;
    case 'c': options.connections = atoi(optarg); break;
    case 'n': options.pipeline = atoi(optarg); break;
    case 's': options.size = atol(optarg); break;
    case 'b': options.binary = true; break;
    case 'm': options.message = optarg; break;
    case 'e': options.expect = optarg; break;
    case 'S': last_way()->subscribe = optarg; break;
    case 'C': last_way()->confirm = optarg; break;
    case 'N': options.subscriptions = atoi(optarg); break;
    case 'u': options.publish_path = optarg; break;
    case 'B': options.body = optarg; break;
    case 'f': options.frames = true; break;
    case 'w': options.warmup = atof(optarg); break;
    case 'd': options.seconds = atof(optarg); break;
    case 'i': options.server = atoi(optarg); break;
    case 'q': options.softirq = atoi(optarg); break;
    default: exit(64);
  }
}

int main(int count, char **arguments) {
  static const struct { const char *name; void (*run)(void); } loads[] = {
      {"echo", run_echo}, {"connect", run_connect}, {"fanout", run_fanout}, {"curve", run_curve}, {"idle", run_idle}};
  int option;
  while ((option = getopt_long(count, arguments, "", names, NULL)) != -1) set_option(option);
  if (options.pipeline < 1 || options.pipeline > most_pipelined) die("a pipeline holds 1 to %d", most_pipelined);
  if (options.way_count == 0) options.way_count = 1;
  loop = epoll_create1(EPOLL_CLOEXEC);
  for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
    if (optind < count && strcmp(arguments[optind], loads[i].name) == 0) {
      loads[i].run();
      return 0;
    }
  }
  die("load echo|connect|fanout|curve|idle, please");
}
