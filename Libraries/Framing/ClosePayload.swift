internal import TautBytes

/// What a close frame carries: a code and a reason, or nothing (RFC 6455, section 5.5.1).
public struct ClosePayload: Sendable, Hashable {
  /// Why the connection is closed, or `nil` for a close frame without a payload.
  public let code: CloseCode?
  /// A sentence for people, not longer than ``maxReasonLength`` bytes.
  public let reason: String

  /// How many bytes of UTF-8 a reason may have: what two bytes of code leave of a control frame.
  public static let maxReasonLength = 123

  /// Creates a payload without code and reason.
  public init() {
    code = nil
    reason = ""
  }

  /// Creates a payload.
  ///
  /// - Parameters:
  ///   - code: Why the connection is closed. It must be allowed in a close frame.
  ///   - reason: A sentence for people. What exceeds ``maxReasonLength`` bytes is cut at the end of a character.
  public init(_ code: CloseCode, reason: String = "") {
    precondition(code.isAllowedOnWire)
    self.code = code
    self.reason = Self.cut(reason)
  }

  /// Creates the payload that answers a peer's mistake: its code, and its description as the reason.
  public init(_ error: FrameError) {
    self.init(error.closeCode, reason: error.description)
  }

  /// The payload's bytes, at most 125.
  public var encoded: [UInt8] {
    guard let code else { return [] }
    var bytes: [UInt8] = []
    bytes.appendBigEndian(code.rawValue)
    bytes.append(contentsOf: reason.utf8)
    return bytes
  }

  /// Cuts a text to the longest beginning that fits and does not end inside of a Unicode scalar.
  private static func cut(_ reason: String) -> String {
    guard reason.utf8.count > maxReasonLength else { return reason }
    var end = reason.utf8.index(reason.startIndex, offsetBy: maxReasonLength)
    while end.samePosition(in: reason.unicodeScalars) == nil { end = reason.utf8.index(before: end) }
    return String(reason.unicodeScalars[..<end])
  }
}
