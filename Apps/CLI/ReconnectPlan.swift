/// How long to wait before each attempt to connect again.
struct ReconnectPlan: Sendable {
  /// The waiting times; the last one stays.
  static let delays: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(12)]

  /// The failed attempts in a row after which it is given up; nil never gives up.
  let limit: Int?
  /// The attempts that have failed in a row.
  private(set) var failures = 0
  /// Whether there ever was a connection that worked.
  private(set) var hasSucceeded = false

  /// A plan that begins with the first attempt.
  init(limit: Int? = nil) {
    self.limit = limit
  }

  /// Notes that a connection works.
  mutating func succeed() {
    hasSucceeded = true
    failures = 0
  }

  /// Notes a failure, and returns how long to wait; nil gives up.
  mutating func fail() -> Duration? {
    failures += 1
    if let limit, failures >= limit { return nil }
    return Self.delays[min(failures, Self.delays.count) - 1]
  }
}
