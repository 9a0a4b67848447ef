/// The fields of a received head, in the order they came.
///
/// The fields stay in the bytes they came in. A `String` is made only for what is asked for.
public struct HeadFields: Sendable, RandomAccessCollection {
  let bytes: [UInt8]
  let lines: [FieldLine]

  /// The position of the first field.
  public var startIndex: Int { 0 }

  /// The number of fields.
  public var endIndex: Int { lines.count }

  /// The field at `position`.
  public subscript(position: Int) -> HeadField {
    HeadField(name: bytes.text(lines[position].name), value: bytes.text(lines[position].value))
  }

  /// The value of the first field called `name`, whatever its case.
  public subscript(name: String) -> String? {
    firstValue(named: name).map { bytes.text($0) }
  }

  /// The values of all fields called `name`, whatever its case.
  public func values(named name: String) -> [String] {
    lines.filter { bytes.matches(name, in: $0.name) }.map { bytes.text($0.value) }
  }

  /// How many fields are called `name`, whatever its case.
  public func count(named name: String) -> Int {
    lines.reduce(0) { $0 + (bytes.matches(name, in: $1.name) ? 1 : 0) }
  }

  /// Whether the comma-separated list in all fields called `name` contains `token`, whatever its case.
  public func list(named name: String, contains token: String) -> Bool {
    lines.contains { line in
      bytes.matches(name, in: line.name) && bytes.listElements(of: line.value).contains { bytes.matches(token, in: $0) }
    }
  }

  /// Where the first value called `name` stands.
  func firstValue(named name: String) -> Range<Int>? {
    lines.first { bytes.matches(name, in: $0.name) }?.value
  }
}

extension [UInt8] {
  /// The elements of a comma-separated list; empty ones are skipped (RFC 9110, 5.6.1.2).
  func listElements(of value: Range<Int>) -> [Range<Int>] {
    self[value].split(separator: .comma).map { trimmed($0.startIndex..<$0.endIndex) }.filter { !$0.isEmpty }
  }
}
