internal import TautBytes

extension JSONValue {
  /// Reads a JSON text.
  public init(parsing bytes: RawSpan) throws(JSONError) {
    self.init(try JSONScanner().scan(bytes), in: bytes)
  }

  /// Reads a JSON text.
  public init(parsing text: String) throws(JSONError) {
    self = try text.withBytes { bytes throws(JSONError) in try JSONValue(parsing: bytes) }
  }

  /// Reads a JSON text.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    self = try bytes.withBytes { bytes throws(JSONError) in try JSONValue(parsing: bytes) }
  }

  /// Builds the tree of a slice.
  public init(_ slice: JSONSlice, in bytes: RawSpan) {
    switch slice.kind {
    case .null: self = .null
    case .boolean: self = .boolean(slice.boolean(in: bytes) == true)
    case .number: self = .number(JSONNumber(spelled: String(decoding: bytes.extracting(slice.range))))
    case .string: self = .string(slice.string(in: bytes) ?? "")
    case .array: self = .array(Self.elements(of: slice, in: bytes))
    case .object: self = .object(JSONObject(Self.members(of: slice, in: bytes)))
    }
  }

  private static func elements(of slice: JSONSlice, in bytes: RawSpan) -> [JSONValue] {
    var values: [JSONValue] = []
    var elements = JSONElements(of: slice)
    while let element = elements.next(in: bytes) { values.append(JSONValue(element, in: bytes)) }
    return values
  }

  private static func members(of slice: JSONSlice, in bytes: RawSpan) -> [JSONObject.Member] {
    var values: [JSONObject.Member] = []
    var members = JSONMembers(of: slice)
    while let member = members.next(in: bytes) {
      let name = member.name.string(in: bytes) ?? ""
      values.append(JSONObject.Member(name: name, value: JSONValue(member.value, in: bytes)))
    }
    return values
  }
}
