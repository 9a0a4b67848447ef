public import TautJSON

/// What a token says (RFC 7519, 4), each claim of the kind that its definition wants.
public struct TokenClaims: Sendable, Hashable {
  /// Who made the token (`iss`).
  public let issuer: String?

  /// Whom the token is about (`sub`): the user.
  public let subject: String?

  /// Whom the token is for (`aud`): one text or several; nil where it is not said.
  public let audience: [String]?

  /// From when on the token is not good any more (`exp`).
  public let expiresAt: NumericDate?

  /// From when on the token is good (`nbf`).
  public let notBefore: NumericDate?

  /// When the token was made (`iat`).
  public let issuedAt: NumericDate?

  /// What tells the token from others (`jti`).
  public let id: String?

  /// What the user may do (`role`); `admin` is the one that this product knows.
  public let role: String?

  /// The rooms that the user may use (`rooms`); nil where it is not said.
  public let rooms: RoomGrants?

  /// Every claim, those of the application among them.
  public let members: JSONObject

  init(_ object: JSONObject) throws(MalformedToken) {
    members = object
    issuer = try object.claim("iss")
    subject = try object.claim("sub")
    audience = try object.texts("aud")
    expiresAt = try object.date("exp")
    notBefore = try object.date("nbf")
    issuedAt = try object.date("iat")
    id = try object.claim("jti")
    role = try object.claim("role")
    rooms = try object["rooms"].map { rooms throws(MalformedToken) in try RoomGrants(rooms) }
  }
}

extension JSONObject {
  fileprivate func claim(_ name: String) throws(MalformedToken) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.string else { throw .claim(name, expected: "a string") }
    return text
  }

  /// RFC 7519, 4.1.3: an array of strings, or one string in its place.
  fileprivate func texts(_ name: String) throws(MalformedToken) -> [String]? {
    guard let value = self[name] else { return nil }
    guard let texts = value.texts else { throw .claim(name, expected: "a string or an array of strings") }
    return texts
  }

  fileprivate func date(_ name: String) throws(MalformedToken) -> NumericDate? {
    guard let value = self[name] else { return nil }
    guard let date = NumericDate(value) else {
      throw .claim(name, expected: "a number of seconds since 1970, before the year 10000")
    }
    return date
  }
}

extension JSONValue {
  /// The text of a string, or the texts of an array of nothing but strings.
  var texts: [String]? {
    if let string { return [string] }
    guard let array else { return nil }
    let texts = array.compactMap(\.string)
    return texts.count == array.count ? texts : nil
  }
}
