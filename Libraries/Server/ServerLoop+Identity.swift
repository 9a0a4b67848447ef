import TautAuth
import TautHandshake
import TautHub

/// Who sends a request.
extension ServerLoop {
  /// Whether the server can tell who somebody is; without, nobody is an administrator and everybody may do what they do.
  var authenticates: Bool { server.tokens != nil }

  /// Who sends a request to a route, and the token that proves it.
  ///
  /// - Throws: Why the request is refused: the route needs a token that is not there, or the token is not good, which
  ///   counts where none is needed as well.
  func authentication(of head: RequestHead, for route: Route) throws(TokenRefusal) -> ConnectionAuthentication {
    let authentication = ConnectionAuthentication(try token(of: head, for: route))
    let principal = authentication.principal
    if route.needsUser, principal.user == nil {
      throw authentication.token == nil ? .missing : .malformed(.absentClaim("sub"))
    }
    if authenticates, route.needsAdministrator {
      guard authentication.token != nil else { throw .missing }
      try principal.requireAdministrator()
    }
    if case .user(let user) = route { try principal.require(user: user) }
    if let room = route.room { try principal.require(room: room) }
    return authentication
  }

  private func token(of head: RequestHead, for route: Route) throws(TokenRefusal) -> VerifiedToken? {
    guard authenticates ? route.readsTokens : route.needsUser else { return nil }
    guard let presented = try PresentedToken.find(in: head) else { return nil }
    return try hub.validate(presented.token.text, at: now)
  }

  /// Refuses pages of other sites where a user could be harmed: where a token comes along or is needed, and everywhere
  /// once origins are listed.
  func checkOrigin(of head: RequestHead, for route: Route) throws(UpgradeRefusal) {
    if !server.configuration.allowedOrigins.isEmpty || route.needsUser || carriesToken(head) {
      try origins.check(head)
    }
  }

  /// Whether a token stands anywhere, however wrong it may be.
  private func carriesToken(_ head: RequestHead) -> Bool {
    guard authenticates else { return false }
    do throws(TokenRefusal) {
      return try PresentedToken.find(in: head) != nil
    } catch {
      return true
    }
  }

  /// Says why somebody is not let in: to them, and in the log.
  func refuse(_ exchange: Exchange, _ refusal: TokenRefusal) {
    server.log(.refused(status: refusal.status.code, sentence: refusal.description))
    exchange.refuse(refusal.status, refusal.description, fields: [refusal.challenge])
  }
}
