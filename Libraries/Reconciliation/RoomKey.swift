import TautBytes
import TautJSON

/// What tells an item of a room's state from the others: a value of its payload, as it is spelled there.
///
/// Servers compare spellings, so `7` and `"7"` are two keys, and so are two ways to escape one text.
struct RoomKey: Sendable, Hashable {
  /// The longest key, in bytes: servers take a publication with a longer one for no part of the state.
  static let limit = 256

  /// The value as it is spelled, a text with its quotes.
  let spelling: String

  init(spelling: String) {
    self.spelling = spelling
  }

  /// The usual spelling of a text.
  init(text: String) {
    spelling = JSONValue.string(text).description
  }

  /// The value of a payload, unless it is none.
  init?(_ value: JSONSlice?, in bytes: RawSpan) {
    guard let value, !value.isNull, value.byteCount <= Self.limit else { return nil }
    spelling = String(decoding: bytes.extracting(value.range))
  }

  /// What a program calls it: a text without its quotes and escapes; anything else as it is spelled.
  var text: String {
    spelling.utf8.first == UInt8(ascii: "\"") ? (try? JSONValue(parsing: spelling).string) ?? spelling : spelling
  }
}
