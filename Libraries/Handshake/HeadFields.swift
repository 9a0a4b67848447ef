internal import TautBytes

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
    var values: [String] = []
    var next = position(of: name)
    while let found = next {
      values.append(bytes.text(lines[found].value))
      next = position(of: name, from: found + 1)
    }
    return values
  }

  /// Whether the comma-separated list in all fields called `name` contains `token`, whatever its case.
  public func list(named name: String, contains token: String) -> Bool {
    var next = position(of: name)
    while let found = next {
      if bytes.list(in: lines[found].value, contains: token) { return true }
      next = position(of: name, from: found + 1)
    }
    return false
  }

  /// Where the first value called `name` stands.
  func firstValue(named name: String) -> Range<Int>? {
    position(of: name).map { lines[$0].value }
  }

  /// Whether more than one field is called `name`.
  func hasSeveral(named name: String) -> Bool {
    guard let first = position(of: name) else { return false }
    return position(of: name, from: first + 1) != nil
  }

  /// The position of the first field called `name` at or after `start`.
  ///
  /// Most names differ in length already, so this is quick without an index.
  func position(of name: String, from start: Int = 0) -> Int? {
    name.withBytes { name in
      let bytes = bytes.span
      let lines = lines.span
      for position in start..<lines.count where lines[position].isNamed(name, in: bytes) { return position }
      return nil
    }
  }
}

extension [UInt8] {
  /// Whether the comma-separated list in `value` contains `token`, whatever its case (RFC 9110, 5.6.1).
  func list(in value: Range<Int>, contains token: String) -> Bool {
    var start = value.lowerBound
    while start < value.upperBound {
      let end = firstIndex(of: .comma, in: start..<value.upperBound) ?? value.upperBound
      if matches(token, in: trimmed(start..<end)) { return true }
      start = end + 1
    }
    return false
  }
}
