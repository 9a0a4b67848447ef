/// The keys that tokens are checked with.
///
/// Several keys make rotation possible: the new key is added before the first token is signed with it, and the old one
/// is removed when the last of its tokens has run out.
public struct TokenKeys: Sendable {
  /// The most keys that one token is tried with: a stranger's token costs no more than so many checks.
  public static let trialLimit = 8

  private let keys: [TokenKey]

  /// Makes a set of keys.
  ///
  /// Of keys without an id the first ``trialLimit`` are tried.
  public init(_ keys: [TokenKey] = []) {
    self.keys = keys
  }

  /// Whether there is no key, so that no token can be good.
  public var isEmpty: Bool { keys.isEmpty }

  /// The number of keys.
  public var count: Int { keys.count }

  /// Refuses a token that none of the keys signed.
  public func verify(_ token: JSONWebToken) throws(TokenRefusal) {
    guard !token.header.isUnsigned else { throw .unsigned }
    guard let algorithm = token.header.algorithm else { throw .unsupportedAlgorithm }
    let named = keys.filter { $0.id == nil || token.header.keyID == nil || $0.id == token.header.keyID }
    guard !named.isEmpty else { throw .unknownKey }
    let fitting = named.filter { $0.algorithms.contains(algorithm) }
    guard !fitting.isEmpty else { throw .algorithmMismatch }
    let isSigned = fitting.prefix(Self.trialLimit).contains {
      $0.verifier.isValid(token.signature, of: token.signingInput, by: algorithm)
    }
    guard isSigned else { throw .badSignature }
  }
}
