public import TautDiagnostics

/// What a user has to know about a connection: the input of indicator and toasts.
public struct ConnectionSituation: Sendable, Hashable {
  /// Where the connection stands.
  public var phase: ConnectionPhase
  /// The number of the attempt that is made or waited for, from 1.
  public var attempt: Int?
  /// After how many attempts it is given up.
  public var maximumAttempts: Int?
  /// When the next attempt is due; nil when there will be none.
  public var nextAttempt: ContinuousClock.Instant?
  /// What ended the last attempt or connection.
  public var failure: ConnectionFailure?
  /// What keeps the connection from doing well, while it is degraded.
  public var issues: [String] = []
  /// Whether the program is suspended, so that no attempt begins until it goes on.
  public var isSuspended = false
  /// Whether the server announced that it restarts: the connection is about to end, or is made again because of that.
  public var isRestarting = false
  /// Whether updates are polled for while there is no connection.
  public var isPolling = false
  /// Whether the data are simulated; in the phase `open` there is no connection then.
  public var isSimulating = false

  /// A situation without details.
  public init(_ phase: ConnectionPhase) {
    self.phase = phase
  }

  /// Whether there is a connection to a server.
  public var isConnected: Bool { phase.isConnected && !isSimulating }

  /// Whether an attempt is waited for that begins only after the program goes on.
  var awaitsResumption: Bool { isSuspended && nextAttempt != nil }
}

extension ConnectionPhase {
  /// The phase that a web client's state stands for, whichever of the seeds it is from: `READY`, `open`, `connected`.
  ///
  /// S0's states are in upper case; S3's `connected` is ``open``, its `disconnected` is ``idle``, its `error` is
  /// ``failed``. An unknown name gives nil.
  public init?(stateName: String) {
    switch stateName.lowercased() {
    case "ready", "connected": self = .open
    case "closed", "disconnected": self = .idle
    case "error": self = .failed
    case let name: self.init(rawValue: name)
    }
  }
}
