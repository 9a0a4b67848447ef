/// What a deadline of a hub is for, as a number that a `DeadlineQueue` can hold.
enum HubDeadline: Sendable, Hashable {
  /// A subscription with delivery options.
  case shaper(Int32)
  /// Who came and went in a room whose home this is.
  case presence(Int32)

  private static let shift: UInt64 = 32

  init?(rawValue: UInt64) {
    let number = Int32(truncatingIfNeeded: rawValue)
    switch rawValue >> Self.shift {
    case 0: self = .shaper(number)
    case 1: self = .presence(number)
    default: return nil
    }
  }

  var rawValue: UInt64 {
    switch self {
    case .shaper(let number): UInt64(UInt32(bitPattern: number))
    case .presence(let number): 1 << Self.shift | UInt64(UInt32(bitPattern: number))
    }
  }
}
