import TautAuth
import TautHandshake

/// Who sends a request.
extension ServerLoop {
  /// Whether the server can tell who somebody is; without, nobody is an administrator and everybody may do what they do.
  var authenticates: Bool { false }

  /// Who sends a request to a route.
  ///
  /// - Throws: Why the request is refused: the route needs a token that is not there, or the token is not good.
  func principal(of head: RequestHead, for route: Route) throws(TokenRefusal) -> Principal {
    let principal = try principal(of: head)
    if route.needsUser, principal.user == nil { throw .missing }
    if authenticates, route.needsAdministrator {
      guard principal != .anonymous else { throw .missing }
      try principal.requireAdministrator()
    }
    if case .user(let user) = route { try principal.require(user: user) }
    return principal
  }

  /// Without a key no token can be checked, and none counts.
  private func principal(of head: RequestHead) throws(TokenRefusal) -> Principal { .anonymous }
}
