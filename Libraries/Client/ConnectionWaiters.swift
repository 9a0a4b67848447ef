import TautSession

/// Those who wait until a client is connected.
struct ConnectionWaiters {
  private var waiting: [UInt64: (Result<Void, SessionError>) -> Void] = [:]
  private var ever: UInt64 = 0

  mutating func append(_ done: @escaping (Result<Void, SessionError>) -> Void) -> UInt64 {
    ever += 1
    waiting[ever] = done
    return ever
  }

  /// Tells one of them; nil where it was told before.
  mutating func settle(_ number: UInt64, _ outcome: Result<Void, SessionError>) {
    waiting.removeValue(forKey: number)?(outcome)
  }

  /// Tells all of them.
  mutating func settle(_ outcome: Result<Void, SessionError>) {
    let all = waiting.sorted { $0.key < $1.key }
    waiting = [:]
    for waiter in all { waiter.value(outcome) }
  }
}

extension SessionChange {
  /// What somebody is told who waits for a connection; nil where it is still being made.
  var outcome: Result<Void, SessionError>? {
    switch (to, reason) {
    case (.open, _), (.degraded, _): .success(())
    case (_, .gaveUp(let error)): .failure(error)
    case (.idle, _): .failure(.disconnected)
    case (.fallback, _): .failure(.notConnected)
    default: nil
    }
  }
}
