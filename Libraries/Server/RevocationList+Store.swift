import TautAuth
import TautStore

extension RevocationList {
  /// The list of what a store remembers; it has room for all of that, however much it is.
  init(_ revocations: [Revocation]) {
    self.init(limit: max(Self.usualLimit, revocations.count))
    for revocation in revocations {
      let until = NumericDate(milliseconds: revocation.expires ?? NumericDate.latestSeconds * 1_000)
      let time = NumericDate(milliseconds: revocation.time)
      do throws(RevocationError) {
        switch revocation.target {
        case .token(let id): try revoke(tokenID: id, until: until, at: time)
        case .subject(let user): try revoke(subject: user, until: until, at: time)
        }
      } catch {
        continue  // a name that no token can have, which the server never stores
      }
    }
  }
}
