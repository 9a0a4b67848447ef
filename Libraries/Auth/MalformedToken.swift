public import TautJSON

/// What makes a text not a token, or a token not one that can be understood.
///
/// No case carries a part of the token, so that no text about it can tell one.
public enum MalformedToken: Error, Sendable, Hashable {
  /// A part of the compact serialisation (RFC 7515, 7.1).
  public enum Part: String, Sendable, Hashable {
    /// The first part.
    case header
    /// The second part.
    case payload
    /// The third part.
    case signature
  }

  /// The token has `length` bytes and the limit is `limit`.
  case tooLong(length: Int, limit: Int)
  /// The token has another number of parts than three.
  case parts(Int)
  /// The part is not what Base64 for addresses without padding writes (RFC 7515, 2).
  case encoding(Part)
  /// The part is not JSON, or nested too deeply.
  case json(Part, JSONError)
  /// The part is JSON, but no object.
  case notAnObject(Part)
  /// The part's object has two members of one name.
  case duplicateName(Part)
  /// The header names no algorithm.
  case missingAlgorithm
  /// The header's member of this name is not what its definition wants.
  case headerParameter(String)
  /// The header names extensions that must be understood, and none is (RFC 7515, 4.1.11).
  case criticalExtension
  /// The claim of this name is not what its definition wants.
  case claim(String, expected: String)
  /// The claim of this name is required here and is not there.
  case absentClaim(String)
  /// The request carries two tokens that differ.
  case conflict
  /// The request names the Bearer scheme without a token.
  case emptyCredentials
}

extension MalformedToken: CustomStringConvertible {
  /// What is wrong, in a few words.
  public var description: String {
    switch self {
    case .tooLong(let length, let limit): "\(length) bytes exceed the limit of \(limit)"
    case .parts(let count): "\(count) part\(count == 1 ? "" : "s") where a signed token has 3"
    case .encoding(let part): "the \(part) is not base64url without padding"
    case .json(let part, let error): "the \(part) is not JSON: \(error)"
    case .notAnObject(let part): "the \(part) is not a JSON object"
    case .duplicateName(let part): "the \(part) has two members of one name"
    case .missingAlgorithm: "the header names no algorithm (alg)"
    case .headerParameter(let name): "the header's \(name) is not a string"
    case .criticalExtension: "the header names critical extensions (crit), and none is understood here"
    case .claim(let name, let expected): "the claim \(name) is not \(expected)"
    case .absentClaim(let name): "the claim \(name) is required here"
    case .conflict: "the request carries two different tokens: send one"
    case .emptyCredentials: "the Authorization is Bearer without a token"
    }
  }
}
