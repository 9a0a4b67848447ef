internal import TautBytes
public import TautJSON

/// A token that is being made.
///
/// ```swift
/// var draft = TokenDraft(algorithm: .hs256)
/// draft.claims["sub"] = "alice"
/// let text = draft.signed(with: key.sign(draft.signingInput, by: .hs256)!)
/// ```
public struct TokenDraft: Sendable {
  /// The header; `alg` and `typ` stand in it already.
  public var header: JSONObject

  /// What the token says.
  public var claims: JSONObject

  /// Begins a token.
  public init(algorithm: SignatureAlgorithm, keyID: String? = nil, claims: JSONObject = [:]) {
    header = ["alg": .string(algorithm.rawValue), "typ": "JWT"]
    header["kid"] = keyID.map { .string($0) }
    self.claims = claims
  }

  /// The bytes to sign.
  public var signingInput: [UInt8] {
    Self.encode(JSONValue.object(header).bytes) + [UInt8(ascii: ".")] + Self.encode(JSONValue.object(claims).bytes)
  }

  /// The token's text with the signature of ``signingInput``.
  public func signed(with signature: [UInt8]) -> String {
    String(decoding: signingInput + [UInt8(ascii: ".")] + Self.encode(signature), as: UTF8.self)
  }

  private static func encode(_ bytes: [UInt8]) -> [UInt8] {
    Base64.encode(bytes.span, alphabet: .urlSafe)
  }
}
