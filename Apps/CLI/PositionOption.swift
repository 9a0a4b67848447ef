import TautCommandLine
internal import TautJSON

/// A place in a room's history.
struct PositionOption: Sendable, Hashable {
  /// Which history: a room that starts anew has another epoch.
  var epoch: String
  /// The last message that was seen.
  var offset: UInt64
}

extension ValueForm where Value == PositionOption {
  /// `EPOCH:OFFSET`, as a message shows them.
  static let position = ValueForm(
    name: "EPOCH:OFFSET", allowed: "an epoch, a colon and an offset, such as 5f2a:17",
    read: { text in
      guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else { return nil }
      guard let offset = UInt64(text[text.index(after: colon)...]) else { return nil }
      return PositionOption(epoch: String(text[..<colon]), offset: offset)
    }, show: { "\($0.epoch):\($0.offset)" })
}

extension PositionOption {
  /// Writes `{"epoch", "offset"}`.
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("epoch", epoch)
    json.member("offset", offset)
    json.endObject()
  }
}
