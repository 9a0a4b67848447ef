internal import TautBytes

extension JSONValue: CustomStringConvertible {
  /// The JSON text, without white space.
  public var description: String { String(decoding: bytes, as: UTF8.self) }

  /// The JSON text, without white space, as UTF-8.
  public var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }

  /// The JSON text with a line for each element and member, indented by two spaces; without a line break at the end.
  public var prettyDescription: String {
    var writer = PrettyWriter()
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension JSONWriter {
  /// Writes a tree.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .boolean(let value): boolean(value)
    case .number(let number): self.number(number)
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let object):
      beginObject()
      for member in object.members { self.member(member) }
      endObject()
    }
  }

  /// Writes a number as it is spelled.
  public mutating func number(_ value: JSONNumber) {
    value.text.withBytes { raw($0) }
  }

  /// Writes a member whose value is a tree.
  public mutating func member(_ name: StaticString, _ value: JSONValue) {
    self.name(name)
    self.value(value)
  }

  /// Writes a member of a tree.
  public mutating func member(_ member: JSONObject.Member) {
    name(member.name)
    value(member.value)
  }
}

/// Writes a tree with white space for people.
private struct PrettyWriter {
  var bytes: [UInt8] = []
  private var depth = 0

  init() {}

  mutating func write(_ value: JSONValue) {
    switch value {
    case .array(let elements) where !elements.isEmpty:
      writeLines(of: elements, within: UInt8(ascii: "["), UInt8(ascii: "]")) { $0.write($1) }
    case .object(let object) where !object.members.isEmpty:
      writeLines(of: object.members, within: UInt8(ascii: "{"), UInt8(ascii: "}")) { writer, member in
        writer.write(.string(member.name))
        writer.bytes.append(contentsOf: ": ".utf8)
        writer.write(member.value)
      }
    default:
      bytes.append(contentsOf: value.bytes)
    }
  }

  private mutating func writeLines<Item>(
    of items: [Item], within open: UInt8, _ close: UInt8, _ body: (inout PrettyWriter, Item) -> Void
  ) {
    bytes.append(open)
    depth += 1
    for (position, item) in items.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      body(&self, item)
    }
    depth -= 1
    breakLine()
    bytes.append(close)
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }
}
