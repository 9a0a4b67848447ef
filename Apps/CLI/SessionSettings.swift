internal import TautBackoff
internal import TautClient
import TautCommandLine
internal import TautFraming
internal import TautHeartbeat
internal import TautSession

/// How a command that keeps a session alive comes back, and what it tells about it.
struct SessionSettings: Sendable, Hashable {
  /// The client that it behaves like; nil is the v2 dialect with the delays of `structured`.
  var preset: ClientPreset?
  /// The failed attempts in a row after which it is given up; nil never gives up.
  var maximumAttempts: Int?
  /// Whether states and notifications are told as JSON.
  var tellsEvents = false
}

/// A command with a session that connects again by itself.
protocol SessionCommand: ConnectingCommand {
  /// Where to.
  var url: String { get }
  /// How it comes back.
  var session: SessionSettings { get set }
}

extension Option where Owner: SessionCommand {
  /// The options that say how a session comes back.
  static var session: [Self] {
    [
      .value(
        "preset", .preset, \.session.preset,
        "dialect and delays of v2, rooms, structured, event, user; or immediate, aggressive"),
      .value(
        "max-attempts", .integer("N", 1...Int.max), \.session.maximumAttempts,
        "give up after N failed attempts in a row"),
      .flag("events", \.session.tellsEvents, "tell states and notifications as JSON, one object per line"),
    ]
  }
}

extension SessionCommand {
  /// What the client library is told.
  var clientConfiguration: ClientConfiguration {
    var session = self.session.preset?.configuration(url: url) ?? SessionConfiguration(url: url)
    // Whoever started the program wants it to go on.
    session.backoff.maximumAttempts = self.session.maximumAttempts.map { $0 - 1 }
    session.fallback = .stop
    session.pollsWhileDisconnected = false
    session.connectTimeout = connection.openTimeout
    if let interval = connection.pingInterval {
      session.heartbeat.interval = interval
      session.heartbeat.timeout = connection.pingTimeout
    }
    var configuration = ClientConfiguration(session)
    configuration.connection = connection.options
    return configuration
  }
}

extension ExitCode {
  /// The class of what went wrong with a session.
  init(_ error: SessionError) {
    self =
      switch error {
      case .network: .unreachable
      case .tls: .tls
      case .connectTimeout, .silent, .requestTimeout: .timeout
      case .refused, .handshake: .handshakeRefused
      case .closed(let code, _): ExitCode(closeCode: code.rawValue)
      case .lost, .disconnected, .notConnected, .cancelled: .abnormalClosure
      case .invalidMessage: .protocolError
      case .tokenUnavailable, .tokenRefused: .tokenRefused
      case .gaveUp(_, let last): ExitCode(last)
      case .server, .simulated, .tooManyRequests, .queueFull, .tooManySubscriptions, .clientClosed: .refused
      case .otherDialect: .protocolError
      case .invalidPayload, .messageTooLarge: .input
      }
  }
}
