/// Writes the lines of a head that this side sends, and refuses what would break out of its line.
struct HeadWriter: Sendable {
  private(set) var bytes: [UInt8] = []

  init(startLine: String) {
    bytes.reserveCapacity(256)
    write(line: startLine)
  }

  /// Adds a field whose parts are known to be good.
  mutating func write(_ name: String, _ value: String) {
    bytes.append(contentsOf: name.utf8)
    bytes.append(contentsOf: ": ".utf8)
    write(line: value)
  }

  /// Adds a field whose parts came from elsewhere.
  mutating func append(_ name: String, _ value: String) throws(FieldError) {
    guard name.isToken else { throw .invalidName(name) }
    if let byte = value.utf8.first(where: { $0.isForbiddenControl }) { throw .invalidValue(name: name, byte: byte) }
    write(name, value)
  }

  /// The bytes with the empty line that ends the head.
  func finished() -> [UInt8] { bytes + [.carriageReturn, .lineFeed] }

  private mutating func write(line: String) {
    bytes.append(contentsOf: line.utf8)
    bytes.append(.carriageReturn)
    bytes.append(.lineFeed)
  }
}
