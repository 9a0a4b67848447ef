import TautEventLoop
import TautSession

/// Waiting for the connection.
extension SessionDriver {
  /// Tells `done` when there is a connection, or will be none.
  func awaitConnection(
    _ limit: Duration?, _ done: @escaping (Result<Void, SessionError>) -> Void
  ) -> UInt64? {
    if let outcome = presentOutcome {
      done(outcome)
      return nil
    }
    var timer: TimerID?
    let number = waiters.append { [reactor] outcome in
      if let timer { reactor.cancel(timer) }
      done(outcome)
    }
    timer = limit.map { limit in
      reactor.after(limit) { [weak self] in
        guard let self else { return }
        waiters.settle(number, .failure(lastFailure ?? .connectTimeout(limit)))
      }
    }
    return number
  }

  /// Lets somebody wait no longer.
  func cancelWait(_ number: UInt64) { waiters.settle(number, .failure(.cancelled)) }

  /// What is known at once.
  private var presentOutcome: Result<Void, SessionError>? {
    if isClosed { return .failure(.clientClosed) }
    if let gaveUp { return .failure(gaveUp) }
    switch session.phase {
    case .open, .degraded: return .success(())
    case .idle, .fallback: return .failure(.notConnected)
    case .connecting, .reconnecting, .failed: return nil
    }
  }
}
