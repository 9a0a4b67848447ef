/// Why a connection was closed (RFC 6455, section 7.4).
///
/// | Range | Who defines them |
/// |---|---|
/// | 1000–2999 | the protocol and its registry at IANA |
/// | 3000–3999 | libraries, registered at IANA |
/// | 4000–4999 | applications; the ones below are Tautline's |
///
/// Any number can be held; ``isAllowedOnWire`` tells whether a close frame may carry it.
@frozen
public struct CloseCode: RawRepresentable, Sendable, Hashable {
  /// The number.
  public let rawValue: UInt16

  /// Creates a code from its number.
  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Creates a code from its number.
  @inlinable
  public init(_ rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Whether a close frame may carry the code.
  ///
  /// RFC 6455, section 7.4: 1005, 1006 and 1015 exist only inside of programs, 1004 has no meaning, the other numbers
  /// below 3000 are unassigned beyond 1014, and nothing is defined from 5000 on.
  public var isAllowedOnWire: Bool {
    switch rawValue {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}

extension CloseCode: CustomStringConvertible {
  /// The number.
  public var description: String { String(rawValue) }
}
