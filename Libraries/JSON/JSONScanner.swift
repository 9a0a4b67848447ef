/// Validates a JSON text in one strict pass and tells where its parts stand.
///
/// RFC 8259 to the letter: one value, UTF-8 without a byte order mark, whole surrogate pairs, no control characters in
/// strings, nothing after the value. Nothing is allocated, and no name that a peer chose is ever hashed, so a message
/// costs what its length says.
///
/// ```swift
/// static let shape = JSONShape(["type", "payload"])
///
/// var fields = JSONFields()
/// try JSONScanner().scan(bytes, for: shape, into: &fields)
/// if let type = fields[0], type.equals("ping", in: bytes) { … }
/// ```
public struct JSONScanner: Sendable {
  /// The deepest nesting that ``depthLimit`` can allow, so that no text exhausts the stack.
  public static let deepestLimit = 512

  /// The number of arrays and objects that may be open at once.
  ///
  /// Default: 64; a text that nests deeper is refused with ``JSONError/Reason/tooDeep(limit:)``.
  public var depthLimit: Int = 64 {
    didSet {
      precondition((0...Self.deepestLimit).contains(depthLimit), "the depth limit is 0 to \(Self.deepestLimit)")
    }
  }

  /// Makes a scanner with the default limit.
  public init() {}

  /// Validates `bytes` and returns the value that they are.
  @discardableResult
  public func scan(_ bytes: RawSpan) throws(JSONError) -> JSONSlice {
    let root = try bytes.value(at: start(of: bytes), depth: 0, limit: depthLimit)
    try requireEnd(of: bytes, after: Int(root.end))
    return root
  }

  /// Validates `bytes`, and collects the members of the object that `shape` names.
  ///
  /// Of a name that stands twice the last value counts. When the value is not an object, `fields` stays empty.
  @discardableResult
  public func scan(
    _ bytes: RawSpan, for shape: JSONShape, into fields: inout JSONFields
  ) throws(JSONError) -> JSONSlice {
    fields.removeAll()
    let start = try start(of: bytes)
    guard start < bytes.byteCount, bytes.byte(at: start) == UInt8(ascii: "{"), depthLimit > 0 else {
      return try scan(bytes)
    }
    var position = start &+ 1
    var count = 0
    while let member = try bytes.nextMember(at: &position, isFirst: count == 0, depth: 1, limit: depthLimit) {
      fields.record(member, shape.index(of: member.name, in: bytes, expected: count))
      count += 1
    }
    try requireEnd(of: bytes, after: position)
    return JSONSlice(start: start, end: position, kind: .object)
  }

  /// Validates `bytes` and returns the value that they are.
  @discardableResult
  public func scan(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONSlice {
    // The caller lends the buffer for the call, and a slice holds no pointer.
    try scan(unsafe bytes.bytes)
  }

  private func start(of bytes: RawSpan) throws(JSONError) -> Int {
    // Slices count with 32 bits.
    guard bytes.byteCount <= UInt32.max else { throw JSONError(.tooLong(limit: Int(UInt32.max)), at: 0) }
    return bytes.endOfSpace(at: 0)
  }

  private func requireEnd(of bytes: RawSpan, after position: Int) throws(JSONError) {
    let end = bytes.endOfSpace(at: position)
    guard end == bytes.byteCount else { throw JSONError(.trailingBytes, at: end) }
  }
}
