/// How the program ended, as the shell sees it.
///
/// A connection that ends is put into a class by its close code, so that a script can tell "finished" from "try again
/// later" from "this will never work".
enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case closedOtherwise = 1
  case unreachable = 2
  case handshakeRefused = 3
  case tls = 4
  case protocolError = 5
  case abnormalClosure = 6
  case timeout = 7
  case serverTrouble = 8
  case refused = 9
  case tokenRefused = 10
  case usage = 64
  case input = 66
  case output = 74
  case interrupted = 130

  /// What the code says, in the words of the help.
  var meaning: String {
    switch self {
    case .success: "closed with 1000, 1001 or no code, or ended by --exit-after, end of input or /quit"
    case .closedOtherwise: "closed by the peer with 1008, 3000-4999 or another code"
    case .unreachable: "could not connect or listen: name not found, refused, unreachable, address in use"
    case .handshakeRefused: "the handshake was refused (HTTP status other than 101, or a bad answer)"
    case .tls: "TLS failed: certificate, name or version"
    case .protocolError: "the peer and this side disagree about the protocol: 1002, 1003, 1007, 1009, 1010"
    case .abnormalClosure: "the connection broke without a close frame (1006)"
    case .timeout: "nothing within the time allowed"
    case .serverTrouble: "closed by a server in trouble or restarting: 1011 to 1014; try again later"
    case .refused: "the server refused a subscription or a publication"
    case .tokenRefused: "the token is not good: malformed, signature, expired, audience, revoked"
    case .usage: "the command line is wrong"
    case .input: "input cannot be read or is not valid"
    case .output: "output cannot be written"
    case .interrupted: "ended by SIGINT, SIGTERM or SIGHUP, with the connection closed in order"
    }
  }

  /// The class of a connection that was closed with `closeCode`.
  ///
  /// RFC 6455, 7.4.1 defines the codes below 3000; 1005 and 1006 never travel and stand for "none" and "no frame".
  init(closeCode: UInt16) {
    self =
      switch closeCode {
      case 1000, 1001, 1005: .success
      case 1002, 1003, 1007, 1009, 1010: .protocolError
      case 1006: .abnormalClosure
      case 1011...1014: .serverTrouble
      case 1015: .tls
      default: .closedOtherwise
      }
  }

  /// The table of all codes, one line each.
  static var table: String {
    allCases.map { "  \(String($0.rawValue).leftPadded(to: 3))  \($0.meaning)\n" }.joined()
  }
}

extension String {
  /// The text with spaces before it, at least `width` characters long.
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// The text with spaces after it, at least `width` characters long.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
