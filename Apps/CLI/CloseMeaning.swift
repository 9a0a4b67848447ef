/// Close codes in words.
enum CloseMeaning {
  /// What `code` means, in a phrase.
  ///
  /// RFC 6455, 7.4.1 and the registry at IANA; 4400 and above are Tautline's own.
  static func phrase(_ code: UInt16) -> String {
    names[code] ?? range(code)
  }

  private static let names: [UInt16: String] = [
    1000: "normal closure", 1001: "going away", 1002: "protocol error", 1003: "unsupported data",
    1005: "no code", 1006: "connection lost without a close frame", 1007: "invalid payload", 1008: "policy violation",
    1009: "message too big", 1010: "extension missing", 1011: "internal error", 1012: "service restart",
    1013: "try again later", 1014: "bad gateway", 1015: "TLS failed", 4400: "unsupported protocol version",
    4401: "invalid client role", 4402: "authentication required", 4403: "not allowed", 4408: "heartbeat timeout",
    4409: "replaced by a newer connection", 4410: "disconnected by an administrator", 4418: "token expired",
    4419: "token revoked", 4429: "rate limit exceeded", 4430: "too many connections", 4500: "server handshake error",
    4508: "reads too slowly",
  ]

  private static func range(_ code: UInt16) -> String {
    switch code {
    case 1000..<3000: "unassigned code"
    case 3000..<4000: "registered by a library"
    case 4000..<5000: "defined by the application"
    default: "invalid code"
    }
  }
}
