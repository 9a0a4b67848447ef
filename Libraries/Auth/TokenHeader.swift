public import TautJSON

/// What a token says about its own signature (RFC 7515, 4).
///
/// Only the algorithm and the key's id are used, and neither is trusted: both are looked up among the keys that are known.
/// A key inside of the token or behind an address (`jwk`, `jku`, `x5c`, `x5u`) is never looked at.
public struct TokenHeader: Sendable, Hashable {
  /// The algorithm as the token spells it.
  public let algorithmName: String

  /// The key's id, if the token names one.
  public let keyID: String?

  /// Every member, for people to look at.
  public let members: JSONObject

  init(_ object: JSONObject) throws(MalformedToken) {
    members = object
    guard let algorithm = object["alg"] else { throw .missingAlgorithm }
    guard let name = algorithm.string else { throw .headerParameter("alg") }
    algorithmName = name
    keyID = try Self.text(object["kid"], "kid")
    _ = try Self.text(object["typ"], "typ")
    // RFC 7515, 4.1.11: a name here that is not understood makes the token invalid. This covers RFC 7797's b64 as well.
    guard object["crit"] == nil else { throw .criticalExtension }
  }

  /// The algorithm, if it is one that exists here.
  public var algorithm: SignatureAlgorithm? { SignatureAlgorithm(rawValue: algorithmName) }

  /// Whether the token says that it has no signature, in any spelling.
  public var isUnsigned: Bool { algorithmName.lowercased() == "none" }

  private static func text(_ value: JSONValue?, _ name: String) throws(MalformedToken) -> String? {
    guard let value else { return nil }
    guard let text = value.string else { throw .headerParameter(name) }
    return text
  }
}
