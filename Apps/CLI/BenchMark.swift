internal import TautBytes

/// The mark by which a publication of a load is known again: who published it, and its number.
struct BenchMark: Sendable, Hashable {
  /// The publisher, from 0.
  var publisher: Int
  /// The number of the publication among those of its publisher, from 0.
  var number: Int

  /// A payload of about `size` bytes that carries the mark.
  func payload(size: Int) -> [UInt8] {
    let start = #"{"bench":"\#(publisher):\#(number):","pad":""#
    let padding = String(repeating: "x", count: max(0, size - start.utf8.count - 2))
    return Array((start + padding + "\"}").utf8)
  }

  /// Finds the mark in a message; nil when it has none.
  init?(in message: RawSpan) {
    var position = 0
    while let quote = message.firstOffset(of: UInt8(ascii: "\""), in: position..<message.byteCount) {
      position = quote + 1
      guard message.extracting(quote..<message.byteCount).starts(with: "\"bench\":\"") else { continue }
      position = quote + 9
      guard let publisher = Self.digits(message, &position), let number = Self.digits(message, &position) else {
        return nil
      }
      self.init(publisher: publisher, number: number)
      return
    }
    return nil
  }

  init(publisher: Int, number: Int) {
    self.publisher = publisher
    self.number = number
  }

  /// The digits up to a colon.
  private static func digits(_ message: RawSpan, _ position: inout Int) -> Int? {
    guard let colon = message.firstOffset(of: UInt8(ascii: ":"), in: position..<message.byteCount) else { return nil }
    let text = String(decoding: message.extracting(position..<colon))
    position = colon + 1
    return Int(text)
  }
}
