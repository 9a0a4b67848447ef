internal import TautBytes
internal import TautJSON

/// A token taken apart, and not yet believed (RFC 7519; the compact serialisation of RFC 7515, 7.1).
///
/// Reading one checks its form only. ``TokenValidator`` decides whether it is good; what stands in one that was not
/// validated is whatever somebody wrote there.
public struct JSONWebToken: Sendable {
  /// The most bytes of a token, unless said otherwise: 8 KiB.
  public static let usualLimit = 8192

  /// The deepest nesting of header and payload.
  static let depthLimit = 16

  /// What the token says about its signature.
  public let header: TokenHeader

  /// The bytes that the signature is of: the first two parts as they came.
  public let signingInput: [UInt8]

  /// The signature; empty in a token that has none.
  public let signature: [UInt8]

  private let payload: [UInt8]

  /// Takes `text` apart.
  ///
  /// Strictly: three parts of Base64 for addresses, without padding, without bits behind the last byte, so that a token
  /// has one text; a header that is an object without duplicate names and without critical extensions.
  public init(_ text: String, limit: Int = usualLimit) throws(MalformedToken) {
    let bytes = Array(text.utf8)
    guard bytes.count <= limit else { throw .tooLong(length: bytes.count, limit: limit) }
    let dot = UInt8(ascii: ".")
    let dots = bytes.indices.filter { bytes[$0] == dot }
    guard dots.count == 2 else { throw .parts(dots.count + 1) }
    let headerText = try Self.decode(bytes[..<dots[0]], .header)
    payload = try Self.decode(bytes[(dots[0] + 1)..<dots[1]], .payload)
    signature = try Self.decode(bytes[(dots[1] + 1)...], .signature)
    signingInput = Array(bytes[..<dots[1]])
    header = try TokenHeader(try Self.object(headerText, .header))
  }

  /// What the token says, without any proof.
  public func unverifiedClaims() throws(MalformedToken) -> TokenClaims {
    try TokenClaims(try Self.object(payload, .payload))
  }

  private static func decode(_ text: ArraySlice<UInt8>, _ part: MalformedToken.Part) throws(MalformedToken) -> [UInt8] {
    guard let bytes = Base64.decode(text.span, alphabet: .urlSafe) else { throw .encoding(part) }
    return bytes
  }

  private static func object(_ text: [UInt8], _ part: MalformedToken.Part) throws(MalformedToken) -> JSONObject {
    let value = try scan(text, part)
    guard let object = value.object else { throw .notAnObject(part) }
    // RFC 7515, 4 and RFC 7519, 4: names are unique, and who reads two as one may read another one than the issuer.
    guard Set(object.members.map(\.name)).count == object.members.count else { throw .duplicateName(part) }
    return object
  }

  private static func scan(_ text: [UInt8], _ part: MalformedToken.Part) throws(MalformedToken) -> JSONValue {
    var scanner = JSONScanner()
    scanner.depthLimit = depthLimit
    do throws(JSONError) {
      return try text.withBytes { bytes throws(JSONError) in JSONValue(try scanner.scan(bytes), in: bytes) }
    } catch {
      throw .json(part, error)
    }
  }
}
