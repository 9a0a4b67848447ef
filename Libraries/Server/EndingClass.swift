import TautFraming
import TautWebSocket

/// Why WebSockets ended, in few words.
enum EndingClass: String, Sendable, Hashable, CaseIterable {
  /// The client left, with 1000, 1001 or no code.
  case left
  /// The client or the network went away without a close frame.
  case lost
  /// The client was silent for too long.
  case silence
  /// The client broke the protocol or a limit on its messages.
  case `protocol`
  /// The server closed it, because of a limit, a token, or a request to do so.
  case refused
  /// The server was draining.
  case drained
  /// Something failed in the server.
  case failed

  init(_ ending: Ending) {
    switch ending.error {
    case .silence: self = .silence
    case .frame, .inflate: self = .protocol
    case .stream: self = .lost
    case nil: self.init(ending.outcome.code, sent: ending.sent?.code)
    }
  }

  private init(_ code: CloseCode, sent: CloseCode?) {
    switch (sent ?? code).rawValue {
    case 1012: self = .drained
    case 1000, 1001, 1005: self = .left
    case 1006: self = .lost
    case 1002, 1003, 1007, 1009, 1010: self = .protocol
    case 1011: self = .failed
    default: self = .refused
    }
  }
}
