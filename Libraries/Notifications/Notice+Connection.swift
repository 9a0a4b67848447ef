public import TautDiagnostics
import TautFraming
public import TautSession

/// What is said about the connection; one topic, so that the latest replaces what was said before.
extension Notice {
  /// The topic of everything about the connection itself.
  public static let connectionTopic = "connection"

  /// The first connection is open.
  public static let connected = Notice(topic: connectionTopic, .success, "Connected")

  /// A connection that was lost is back.
  public static let restored = Notice(topic: connectionTopic, .success, "Connection restored")

  /// The connection was lost, and is being made again (S0's text); it stays until that succeeds or fails.
  public static func connectionLost(_ failure: ConnectionFailure?) -> Notice {
    if let failure, failure.isRateLimit { return rateLimited }
    if let failure, failure.concernsAuthentication { return tokenRefused(failure) }
    return Notice(
      topic: connectionTopic, .warning, "Connection lost, attempting to reconnect...",
      suggestion: failure?.advice.first, lifetime: .untilResolved)
  }

  /// The server asks to send less (S0's text).
  public static let rateLimited = Notice(
    topic: connectionTopic, .warning, "Rate limit exceeded, backing off...",
    suggestion: "send less: throttle and batch messages", lifetime: .untilResolved)

  /// An attempt failed, and another one follows.
  public static func attemptFailed(_ failure: ConnectionFailure?) -> Notice {
    guard let failure else { return connectionLost(nil) }
    if failure.isRateLimit { return rateLimited }
    if failure.concernsAuthentication { return tokenRefused(failure) }
    return Notice(
      topic: connectionTopic, .warning, "Connection failed: \(failure)", suggestion: failure.advice.first,
      action: .retry, lifetime: .untilResolved)
  }

  /// The server refused the token, and another one is tried.
  public static func tokenRefused(_ failure: ConnectionFailure) -> Notice {
    Notice(
      topic: connectionTopic, .warning, "The server refused the token, trying another one",
      suggestion: failure.advice.first, lifetime: .untilResolved)
  }

  /// The connection was lost, and the next attempt is not made before the program goes on.
  public static let suspended = Notice(
    topic: connectionTopic, .warning, "Connection lost, paused until the program goes on", lifetime: .untilResolved)

  /// It was given up: the last failure, and what takes the connection's place.
  public static func gaveUp(_ situation: ConnectionSituation) -> Notice {
    if let failure = situation.failure, failure.concernsAuthentication { return signInNeeded(failure) }
    let place =
      situation.isPolling ? ", falling back to polling" : situation.isSimulating ? ", showing simulated data" : ""
    return Notice(
      topic: connectionTopic, .error, "Disconnected" + place, suggestion: situation.failure?.advice.first,
      action: .retry)
  }

  /// The server does not accept who the user is.
  public static func signInNeeded(_ failure: ConnectionFailure) -> Notice {
    Notice(
      topic: connectionTopic, .error, "Authentication failed: \(failure)", suggestion: "sign in again", action: .signIn)
  }

  /// The connection is open and does not do well.
  public static func degraded(_ issues: [String]) -> Notice {
    let reasons = issues.isEmpty ? "" : ": " + issues.joined(separator: ", ")
    return Notice(topic: connectionTopic, .warning, "The connection is slow or unreliable" + reasons)
  }

  /// The connection does well again.
  public static let recovered = Notice(topic: connectionTopic, .success, "The connection is stable again")

  /// There is no connection, and the data are simulated (S0's text).
  public static let simulating = Notice(topic: connectionTopic, .info, "Simulation Active")
}

/// What is said about a server that announced its restart; it stays until the connection is back.
extension Notice {
  /// The server announced that it restarts, and the next attempt begins after a delay, told in whole seconds, rounded up;
  /// nil while the attempt is made.
  public static func serverRestarting(in delay: Duration?) -> Notice {
    let time = delay.map { " in \(Int64(($0 / .seconds(1)).rounded(.up))) s" } ?? "..."
    return Notice(
      topic: connectionTopic, .info, "The server restarts; reconnecting\(time)", lifetime: .untilResolved)
  }

  /// The server announced that it restarts, and the next attempt is not made before the program goes on.
  public static let serverRestartingSuspended = Notice(
    topic: connectionTopic, .info, "The server restarts; paused until the program goes on", lifetime: .untilResolved)
}

/// What is said about messages and subscriptions.
extension Notice {

  /// A subscription was refused.
  public static func subscriptionFailed(room: String, reason: String) -> Notice {
    Notice(
      topic: "subscription \(room)", .error, "Cannot subscribe to \(room): \(reason)",
      suggestion: TroubleshootingTopic.subscriptionNotWorking.advice[1])
  }

  /// Messages were missed that no history has any more: so many, or nil where nobody knows.
  public static func missed(room: String, count: UInt64? = nil) -> Notice {
    let text =
      switch count {
      case nil: "Some updates of \(room) were missed"
      case 1: "1 update of \(room) was missed"
      case let count?: "\(count) updates of \(room) were missed"
      }
    return Notice(topic: "gap \(room)", .warning, text, suggestion: "reload, or ask for a snapshot")
  }

  /// A handler of the application threw an error.
  public static func handlerFailed(type: String, error: String) -> Notice {
    Notice(topic: "handler \(type)", .error, "A handler of \(type) failed: \(error)")
  }

  /// The server sent an error that answers no request, or what is no message.
  public static func serverError(_ error: SessionError) -> Notice {
    Notice(topic: "server \(error.code)", .warning, "Error: \(error)", suggestion: error.suggestion)
  }

  /// The token provider could not renew the token of the living connection.
  public static func renewalFailed(_ reason: String) -> Notice {
    Notice(
      topic: "renewal", .warning, "The token could not be renewed: \(reason)",
      suggestion: "sign in again before it ends, or the connection is lost", action: .signIn)
  }

  /// The server says nothing about a subscription.
  public static func unanswered(room: String, for time: Duration) -> Notice {
    Notice(
      topic: "subscription \(room)", .warning,
      "No answer to the subscription to \(room) for \(Int64(time / .seconds(1))) s",
      suggestion: "check that the server has rooms, and that the dialect is the one of the URL's route")
  }

  /// A room could not be polled.
  public static func pollFailed(room: String, reason: String) -> Notice {
    Notice(topic: "poll \(room)", .warning, "Cannot ask for news of \(room): \(reason)")
  }

  /// The queue of messages that wait for a connection is full.
  public static func queueFull(limit: Int) -> Notice {
    Notice(
      topic: "queue", .error, "\(limit) messages wait for the connection, no more are taken",
      suggestion: "send less while there is no connection")
  }
}

extension ConnectionFailure {
  /// Whether another attempt with the same token would end in the same way.
  var concernsAuthentication: Bool {
    switch self {
    case .refused(let status, _): status == 401 || status == 403
    case .closed(let code, _): [.authenticationRequired, .notAllowed, .tokenExpired, .tokenRevoked].contains(code)
    default: false
    }
  }

  var isRateLimit: Bool {
    switch self {
    case .refused(let status, _): status == 429
    case .closed(let code, _): code == .rateLimitExceeded
    default: false
    }
  }
}
