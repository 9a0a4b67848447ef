/// A key that tokens are checked with, and the algorithms that it is for.
///
/// RFC 8725, 3.1: the algorithm belongs to the key. A token that asks for another one is refused, whatever its signature.
public struct TokenKey: Sendable {
  /// What tokens name the key by (`kid`); nil for a key that has no name and is tried for every token.
  public let id: String?

  /// The algorithms.
  public let algorithms: [SignatureAlgorithm]

  let verifier: any SignatureVerifier

  /// Makes a key.
  ///
  /// - Parameters:
  ///   - verifier: What checks the signatures.
  ///   - id: Its name in tokens.
  ///   - algorithm: The one algorithm, or nil for all that its kind allows. It must be one of those.
  public init(_ verifier: any SignatureVerifier, id: String? = nil, only algorithm: SignatureAlgorithm? = nil) {
    precondition(algorithm.map(verifier.algorithms.contains) ?? true, "a key is for an algorithm of its own kind")
    self.verifier = verifier
    self.id = id
    algorithms = algorithm.map { [$0] } ?? verifier.algorithms
  }

  /// The key for one algorithm alone, or nil where it is not for that one.
  public func restricted(to algorithm: SignatureAlgorithm) -> TokenKey? {
    algorithms.contains(algorithm) ? TokenKey(verifier, id: id, only: algorithm) : nil
  }
}
