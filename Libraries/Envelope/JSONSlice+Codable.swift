internal import FoundationEssentials
public import TautJSON

extension JSONSlice {
  /// Decodes the value with `Codable`.
  ///
  /// For payloads that an application wants as its own types. It costs a copy and Foundation's decoder, which takes some
  /// 3 µs for 100 bytes and up, twenty times as long as the scan of the whole message: keep it off the path of messages
  /// that are only passed on.
  ///
  /// - Parameters:
  ///   - type: The type to make.
  ///   - bytes: The bytes that the slice was cut from.
  /// - Returns: The decoded value.
  /// - Throws: `DecodingError` where the value has another shape.
  public func decode<Value: Decodable>(_ type: Value.Type, in bytes: RawSpan) throws -> Value {
    try JSONDecoder().decode(type, from: Data(copy(in: bytes)))
  }
}

extension Envelope {
  /// Decodes the payload with `Codable`.
  ///
  /// - Parameter type: The type to make.
  /// - Returns: The decoded value.
  /// - Throws: `DecodingError` where the payload has another shape.
  public func decodePayload<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(payload))
  }

  /// Encodes a value with `Codable` as the payload.
  ///
  /// - Parameter value: The value to encode.
  /// - Throws: `EncodingError` where the value has no JSON form.
  public mutating func encodePayload(_ value: some Encodable) throws {
    payload = Array(try JSONEncoder().encode(value))
  }
}
