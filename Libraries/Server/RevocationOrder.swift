import TautAuth
import TautHub
import TautJSON
import TautStore

/// What `POST /ws/v2/revoke` asks for: `{"jti" | "user", "until"?}`.
struct RevocationOrder: Sendable, Hashable {
  /// Which tokens.
  var target: Hub.Revocation
  /// When the last of them has run out by itself, so that the entry may go; nil where nobody knows.
  var until: NumericDate?

  /// Reads the body of a request.
  init(json body: [UInt8]) throws(RevocationOrderError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: body)
    } catch {
      throw .malformed("the request is not JSON: \(error)")
    }
    guard value.object != nil else { throw .malformed("the request is not an object") }
    target = try Self.target(value)
    guard let until = value["until"], !until.isNull else { return }
    guard let seconds = until.int64, (0...NumericDate.latestSeconds).contains(seconds) else {
      throw .invalid("until", expected: "whole seconds since 1970")
    }
    self.until = NumericDate(seconds: seconds)
  }

  private static func target(_ value: JSONValue) throws(RevocationOrderError) -> Hub.Revocation {
    let tokenID = try name("jti", of: value)
    let user = try name("user", of: value)
    switch (tokenID, user) {
    case (let id?, nil): return .token(id)
    case (nil, let user?): return .user(user)
    default: throw .malformed("the request names a jti or a user, and one of them")
    }
  }

  private static func name(_ key: String, of value: JSONValue) throws(RevocationOrderError) -> String? {
    guard let value = value[key], !value.isNull else { return nil }
    guard let text = value.string, (1...RevocationList.longestName).contains(text.utf8.count) else {
      throw .invalid(key, expected: "a string of 1 to \(RevocationList.longestName) bytes")
    }
    return text
  }

  /// What the store keeps of it.
  func stored(at time: Int64) -> Revocation {
    let target: Revocation.Target =
      switch target {
      case .token(let id): .token(id)
      case .user(let user): .subject(user)
      }
    return Revocation(target, time: time, expires: until?.milliseconds)
  }

  /// What a log says.
  var description: String {
    switch target {
    case .token(let id): "the token with the jti \(id)"
    case .user(let user): "the tokens of the user \(user)"
    }
  }
}

/// What is wrong with a request to revoke.
enum RevocationOrderError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The body is not what it has to be.
  case malformed(String)
  /// A member has a value that cannot be.
  case invalid(String, expected: String)

  /// One line.
  var description: String {
    switch self {
    case .malformed(let reason): reason
    case .invalid(let name, let expected): "'\(name)' is not \(expected)"
    }
  }
}
