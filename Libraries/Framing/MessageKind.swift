/// What a data message carries.
@frozen
public enum MessageKind: Sendable, Hashable, CaseIterable {
  /// UTF-8.
  case text
  /// Any bytes.
  case binary

  /// The opcode of a message's first frame.
  @inlinable
  public var opcode: Opcode {
    switch self {
    case .text: .text
    case .binary: .binary
    }
  }
}
