public import TautAuth
import TautBytes
import TautEnvelope
import TautFraming
import TautJSON
import TautRooms

extension Hub {
  /// What ``revoke(_:until:at:into:)`` revokes.
  public enum Revocation: Sendable, Hashable {
    /// The token with this id (`jti`).
    case token(String)
    /// All tokens of this user (`sub`) that were issued up to now.
    case user(String)
  }

  /// Checks tokens with `validator` from now on, or none at all.
  ///
  /// What was revoked stays revoked. Connections that are open keep the tokens that they have, whatever the new keys say.
  public mutating func use(_ validator: TokenValidator?) {
    let revocations = tokens?.revocations
    tokens = validator
    if let revocations { tokens?.revocations = revocations }
  }

  /// The token that `text` is, if it is good now.
  ///
  /// - Throws: Why it is not; without keys that is every token.
  public func validate(_ text: String, at now: Moment) throws(TokenRefusal) -> VerifiedToken {
    try (tokens ?? TokenValidator(keys: TokenKeys())).validate(text, at: now.date)
  }

  /// Revokes tokens, and closes the connections that have them with 4419.
  ///
  /// - Parameters:
  ///   - revocation: Which tokens.
  ///   - until: When the last of them has run out by itself.
  ///   - now: The present.
  ///   - output: What to do is added here.
  /// - Returns: How many connections are closed.
  /// - Throws: ``RevocationError`` when nothing more can be revoked.
  public mutating func revoke(
    _ revocation: Revocation, until: NumericDate, at now: Moment, into output: inout HubOutput
  ) throws(RevocationError) -> Int {
    switch revocation {
    case .token(let id): try tokens?.revocations.revoke(tokenID: id, until: until, at: now.date)
    case .user(let user): try tokens?.revocations.revoke(subject: user, until: until, at: now.date)
    }
    return endOverdueConnections(at: now, into: &output)
  }

  /// Who a connection belongs to, and what they may do.
  func principal(of slot: UInt32) -> Principal {
    if let authentication = authentications[slot] { return authentication.principal }
    let client = connections[Int(slot)]?.client
    return Principal(user: client?.user, role: client?.role, rooms: .all)
  }

  /// Whether a connection may use a room.
  func allows(_ slot: UInt32, room: String) -> Bool {
    // Most connections have no token, and those that do mostly may do everything.
    authentications.isEmpty || authentications[slot]?.principal.rooms.allow(room) ?? true
  }

  /// Whether a connection's token is an administrator's: a role that a client gives itself is none.
  func isAdministrator(_ slot: UInt32) -> Bool {
    authentications[slot]?.principal.isAdministrator ?? false
  }

  /// Handles `authenticate {token}`: a connection gets a token, or a new one for the same user.
  mutating func authenticate(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    guard let tokens else {
      return refuse(
        .authenticationFailed, "this server checks no tokens", view, bytes, from: slot, at: now, into: &output)
    }
    do throws(TokenRefusal) {
      guard let text = view.payload.member("token", in: bytes)?.string(in: bytes) else { throw .missing }
      var authentication = authentications[slot] ?? ConnectionAuthentication()
      try authentication.renew(with: try tokens.validate(text, at: now.date))
      authenticate(slot, authentication)
      confirm(authentication, to: slot, bytes.extracting(view.idRange), at: now, into: &output)
      endUngranted(of: slot, at: now, into: &output)
    } catch {
      let id = bytes.extracting(view.idRange)
      tell(.authenticationFailed, error, to: slot, id, at: now, into: &output)
    }
  }

  /// Notes who a connection belongs to.
  mutating func authenticate(_ slot: UInt32, _ authentication: ConnectionAuthentication) {
    authentications[slot] = authentication
    if let deadline = authentication.deadline { nextDeadline = min(deadline, nextDeadline ?? deadline) }
  }

  /// Closes the connections whose tokens have run out or were revoked, and returns how many they are.
  ///
  /// It looks at every connection that has a token; call it when a deadline has come.
  @discardableResult
  mutating func endOverdueConnections(at now: Moment, into output: inout HubOutput) -> Int {
    nextDeadline = nil
    guard let tokens else { return 0 }
    var overdue: [(slot: UInt32, refusal: TokenRefusal)] = []
    for (slot, authentication) in authentications {
      do throws(TokenRefusal) {
        try authentication.check(at: now.date, with: tokens)
        if let deadline = authentication.deadline { nextDeadline = min(deadline, nextDeadline ?? deadline) }
      } catch {
        overdue.append((slot, error))
      }
    }
    for (slot, refusal) in overdue.sorted(by: { $0.slot < $1.slot }) {
      tell(refusal == .revoked ? .tokenRevoked : .tokenExpired, refusal, to: slot, nil, at: now, into: &output)
      close(slot, refusal.closeCode.rawValue, refusal.description, at: now, into: &output)
    }
    return overdue.count
  }

  private mutating func confirm(
    _ authentication: ConnectionAuthentication, to slot: UInt32, _ id: RawSpan, at now: Moment,
    into output: inout HubOutput
  ) {
    let principal = authentication.principal
    let end = authentication.token?.claims.expiresAt
    reply("authenticated", to: slot, id, at: now, into: &output) { json in
      json.beginObject()
      if let user = principal.user { json.member("user", user) }
      if let role = principal.role { json.member("role", role) }
      json.member("rooms", principal.rooms.patterns)
      if let end { json.member("expires_at", timestamp: end.milliseconds) }
      json.endObject()
    }
  }

  private mutating func tell(
    _ code: HubError, _ refusal: TokenRefusal, to slot: UInt32, _ id: RawSpan?, at now: Moment,
    into output: inout HubOutput
  ) {
    reply(.error, to: slot, id, error: refusal.description, at: now, into: &output) { json in
      json.error(code, refusal.description) { $0.member("reason", refusal.reason) }
    }
    count(code)
  }

  /// Refuses a request about a room that the connection's token does not grant.
  mutating func refuseUngranted(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    let refusal = SubscriptionRefusal(ungranted: "")
    refuse(refusal.code, refusal.text, view, bytes, from: slot, at: now, into: &output)
  }

  /// Ends the subscriptions that a connection's new token does not grant.
  private mutating func endUngranted(of slot: UInt32, at now: Moment, into output: inout HubOutput) {
    let patterns = patternsOf[slot, default: []].filter { !allows(slot, room: self.patterns[$0].pattern.text) }
    for number in patterns {
      let channel = self.patterns[number].pattern.text
      refuse(SubscriptionRefusal(ungranted: channel), nil, from: slot, at: now, into: &output)
    }
    _ = end(patterns: patterns, at: now, into: &output)
    let ending = connections[Int(slot)]!.subscriptions.filter { number in
      !allows(slot, room: roomTable[subscriptions[number].room].name.text)
    }
    for number in ending {
      let refusal = SubscriptionRefusal(ungranted: roomTable[subscriptions[number].room].name.text)
      refuseWaiting(number, refusal.code, refusal.text, at: now, into: &output)
      refuse(refusal, nil, from: slot, at: now, into: &output)
      connections[Int(slot)]!.subscriptions.removeAll { $0 == number }
      removeSubscription(number, at: now, into: &output)
    }
  }
}

extension Moment {
  /// The wall clock as tokens have it.
  var date: NumericDate { NumericDate(milliseconds: milliseconds) }
}

extension SubscriptionRefusal {
  /// The refusal of a room that the connection's token does not grant.
  init(ungranted room: String) {
    self.init(.notAllowed, TokenRefusal.roomNotAllowed.description, channel: room)
  }
}
