/// Where a session stands (S2's states).
///
/// ```
/// idle → connecting → open ⇄ degraded → reconnecting ⇄ failed → fallback
/// ```
public enum SessionPhase: String, Sendable, Hashable, CaseIterable {
  /// Nobody wants a connection.
  case idle
  /// The first attempt is being made.
  case connecting
  /// Connected.
  case open
  /// Connected, and not doing well.
  case degraded
  /// A connection was lost; another attempt is being made, or will be soon.
  case reconnecting
  /// An attempt failed. Another one follows after its delay, unless it is over.
  case failed
  /// It was given up, or there is nothing to connect to: polling or simulating takes the connection's place.
  case fallback
}

extension SessionPhase {
  /// Whether messages go over a connection.
  public var isConnected: Bool { self == .open || self == .degraded }

  /// The phases that may come next.
  ///
  /// A session that is told to `disconnect` becomes idle from anywhere.
  public var successors: Set<SessionPhase> {
    switch self {
    case .idle: [.connecting, .fallback]
    case .connecting: [.open, .failed, .fallback, .idle]
    case .open: [.degraded, .reconnecting, .failed, .fallback, .idle]
    case .degraded: [.open, .reconnecting, .failed, .fallback, .idle]
    case .reconnecting: [.open, .failed, .fallback, .idle]
    case .failed: [.reconnecting, .connecting, .fallback, .idle]
    case .fallback: [.connecting, .idle]
    }
  }

  /// The state as S0 names it.
  public var enhancedState: EnhancedState {
    switch self {
    case .idle, .fallback: .closed
    case .connecting: .connecting
    case .open, .degraded: .ready
    case .reconnecting: .reconnecting
    case .failed: .error
    }
  }

  /// The state as S3 names it.
  public var eventState: EventState {
    switch self {
    case .idle, .fallback: .disconnected
    case .connecting: .connecting
    case .open, .degraded: .connected
    case .reconnecting: .reconnecting
    case .failed: .error
    }
  }
}

/// The states of S0's client.
public enum EnhancedState: String, Sendable, Hashable, CaseIterable {
  /// Not connected, and nobody tries.
  case closed = "CLOSED"
  /// The first attempt.
  case connecting = "CONNECTING"
  /// Connected.
  case ready = "READY"
  /// Another attempt.
  case reconnecting = "RECONNECTING"
  /// An attempt has failed.
  case error = "ERROR"
}

/// The states of S3's client.
public enum EventState: String, Sendable, Hashable, CaseIterable {
  /// The first attempt.
  case connecting
  /// Connected.
  case connected
  /// Not connected.
  case disconnected
  /// An attempt has failed.
  case error
  /// Another attempt.
  case reconnecting
}
