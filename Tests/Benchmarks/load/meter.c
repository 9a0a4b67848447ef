#include "load.h"

#include <stdio.h>
#include <time.h>

// Latencies in buckets of 1/32 of their size, as HdrHistogram has them: an error of at most 3 %.
enum { steps = 32, buckets = 40 * steps };

static uint64_t histogram[buckets], latencies;
static uint64_t done, started, turn, warm_until, ends_at;
static char note[64];
static uint64_t server_before, softirq_before, server_after, softirq_after;

// The sum of utime and stime in /proc/PID/stat, but in nanoseconds instead of hundredths of a second.
static uint64_t processor_time(pid_t process) {
  clockid_t clock;
  struct timespec time;
  if (process == 0 || clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static unsigned bucket_of(uint64_t value) {
  if (value < steps) return value;
  const unsigned shift = 63 - __builtin_clzll(value) - 5;
  const unsigned bucket = (shift + 1) * steps + ((value >> shift) - steps);
  return bucket < buckets ? bucket : buckets - 1;
}

static uint64_t value_of(unsigned bucket) {
  if (bucket < steps) return bucket;
  const unsigned shift = bucket / steps - 1;
  return (uint64_t)(steps + bucket % steps) << shift;
}

static double percentile(double share) {
  uint64_t wanted = latencies * share, seen = 0;
  for (unsigned i = 0; i < buckets; i++) {
    seen += histogram[i];
    if (seen > wanted) return value_of(i) / 1000.0;
  }
  return 0;
}

void meter_start(void) {
  turn = now();
  warm_until = turn + options.warmup * 1e9;
  ends_at = warm_until + options.seconds * 1e9;
}

bool meter_runs(void) {
  turn = now();
  if (started == 0 && turn >= warm_until) {
    started = turn;
    done = 0;
    server_before = processor_time(options.server);
    softirq_before = processor_time(options.softirq);
  }
  if (turn < ends_at) return true;
  server_after = processor_time(options.server);
  softirq_after = processor_time(options.softirq);
  return false;
}

uint64_t meter_turn(void) { return turn; }

void meter_record(uint64_t nanoseconds, uint64_t operations) {
  done += operations;
  if (started == 0) return;
  histogram[bucket_of(nanoseconds)] += operations;
  latencies += operations;
}

void meter_note(const char *name, uint64_t value) {
  snprintf(note, sizeof note, ",\"%s\":%llu", name, (unsigned long long)value);
}

void meter_print(void) {
  if (done == 0) die("nothing was completed in time");
  const double seconds = (turn - started) / 1e9;
  const double server = (server_after - server_before) / 1e3, softirq = (softirq_after - softirq_before) / 1e3;
  printf(
      "{\"ops\":%llu,\"seconds\":%.3f,\"rate\":%.0f,\"cpu_us\":%.5f,\"softirq_us\":%.5f,\"load\":%.3f,"
      "\"p50_us\":%.1f,\"p99_us\":%.1f%s}\n",
      (unsigned long long)done, seconds, done / seconds, server / done, softirq / done,
      (server + softirq) / 1e6 / seconds, percentile(0.5), percentile(0.99), note);
}
