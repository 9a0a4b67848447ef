extension TokenPolicy {
  /// Refuses claims that are not good at `now`.
  func check(_ claims: TokenClaims, at now: NumericDate) throws(TokenRefusal) {
    try checkTimes(claims, at: now)
    if !issuers.isEmpty {
      guard let issuer = claims.issuer else { throw .malformed(.absentClaim("iss")) }
      guard issuers.contains(issuer) else { throw .wrongIssuer }
    }
    guard let audience = claims.audience else {
      if audiences.isEmpty { return }
      throw .wrongAudience
    }
    guard audience.contains(where: audiences.contains) else { throw .wrongAudience }
  }

  private func checkTimes(_ claims: TokenClaims, at now: NumericDate) throws(TokenRefusal) {
    if let end = claims.expiresAt {
      // RFC 7519, 4.1.4: on or after that time the token must not be accepted.
      guard now < end + leeway else { throw .expired(ago: now - end) }
    } else if requiresExpiry {
      throw .malformed(.absentClaim("exp"))
    }
    if let start = claims.notBefore, now + leeway < start { throw .notYetValid(in: start - now) }
    if let made = claims.issuedAt, now + leeway < made { throw .issuedInFuture(by: made - now) }
  }
}
