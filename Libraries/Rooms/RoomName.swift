/// The name of a room: what a client calls a channel.
///
/// A name has 1 to 128 characters out of `A–Z a–z 0–9 . _ - : / @ # +`, and begins with a letter or a digit. So it needs
/// no escaping in JSON or in a log, and `*` stays free for wildcards.
public struct RoomName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The most characters that a name may have: 128.
  public static let maximumLength = 128

  /// The name as text.
  public let text: String

  /// Checks `text` against the rules of names.
  public init(_ text: String) throws(RoomNameError) {
    let bytes = text.utf8
    guard let first = bytes.first else { throw .empty }
    guard bytes.count <= Self.maximumLength else { throw .tooLong(length: bytes.count, limit: Self.maximumLength) }
    guard Self.isAlphanumeric(first) else { throw .badStart }
    guard bytes.allSatisfy({ Self.allows($0) }) else { throw .badCharacter }
    self.text = text
  }

  /// The name as text.
  public var description: String { text }

  /// Orders names by their bytes.
  public static func < (left: RoomName, right: RoomName) -> Bool { left.text < right.text }

  /// Whether names may hold this character.
  static func allows(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || punctuation.contains(byte) }

  private static let punctuation: [UInt8] = Array("._-:/@#+".utf8)

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
