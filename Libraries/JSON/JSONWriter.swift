internal import TautBytes

/// Writes JSON text into an array of bytes that the caller uses again and again.
///
/// The writer sets commas and escapes strings. What it passes on with ``raw(_:)`` it does not look at. It trusts its
/// caller to open, name and close in an order that makes sense.
///
/// ```swift
/// JSONWriter.append(to: &out) { json in
///   json.beginObject()
///   json.member("room", room)
///   json.member("offset", offset)
///   json.endObject()
/// }
/// ```
public struct JSONWriter: Sendable {
  /// The text so far.
  public var bytes: [UInt8]

  /// Whether a value stands before the next one, so that a comma is due.
  @usableFromInline var needsComma = false

  /// Makes a writer that appends to `bytes`.
  public init(appendingTo bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  /// Lends a writer that appends to `out`, without copying it.
  @inlinable
  public static func append<Failure: Error>(
    to out: inout [UInt8], _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    var writer = JSONWriter()
    swap(&writer.bytes, &out)
    defer { swap(&writer.bytes, &out) }
    try body(&writer)
  }

  /// Opens an object.
  public mutating func beginObject() { append(opening: UInt8(ascii: "{")) }

  /// Closes the object.
  public mutating func endObject() { append(closing: UInt8(ascii: "}")) }

  /// Opens an array.
  public mutating func beginArray() { append(opening: UInt8(ascii: "[")) }

  /// Closes the array.
  public mutating func endArray() { append(closing: UInt8(ascii: "]")) }

  /// Writes the name of the member whose value comes next: one that the program spells out and that needs no escape.
  public mutating func name(_ name: StaticString) {
    assert(!name.description.utf8.contains { RawSpan.needsEscape($0) }, "a name that needs an escape is not a literal")
    // A literal lives for ever.
    unsafe append(UnsafeRawBufferPointer(name.buffer), .name)
  }

  /// Writes the name of the member whose value comes next, escaped.
  ///
  /// A literal takes the other, faster way.
  @_disfavoredOverload
  public mutating func name(_ name: String) {
    append(escaping: name, .name)
  }

  /// Writes `null`.
  public mutating func null() { text("null") }

  /// Writes `true` or `false`.
  public mutating func boolean(_ value: Bool) { text(value ? "true" : "false") }

  /// Writes a string, escaped.
  public mutating func string(_ value: String) {
    append(escaping: value, .string)
  }

  /// Passes one value on as it is spelled; `value` must be one valid value.
  public mutating func raw(_ value: RawSpan) {
    // The pointer does not leave the closure.
    unsafe value.withUnsafeBytes { unsafe append($0, .none) }
  }

  /// Passes the value of a slice on as it is spelled.
  public mutating func raw(_ slice: JSONSlice, of source: RawSpan) {
    raw(source.extracting(slice.range))
  }

  /// Passes the value on as it is spelled; `value` must be one valid value.
  public mutating func raw(_ value: [UInt8]) {
    value.withBytes { raw($0) }
  }

  /// Writes one value that the program spells out.
  public mutating func text(_ value: StaticString) {
    // A literal lives for ever.
    unsafe append(UnsafeRawBufferPointer(value.buffer), .none)
  }
}

extension StaticString {
  /// The literal's bytes.
  fileprivate var buffer: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
