import TautAuth
import TautEnvelope
import TautHub
import TautJSON
import Testing

/// A key whose signature is one byte.
private struct OneByteKey: SignatureVerifier {
  let algorithms: [SignatureAlgorithm] = [.hs256]

  func isValid(_ signature: [UInt8], of message: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
    signature == [7]
  }
}

@Suite struct HubAuthenticationTests {
  private let validator = TokenValidator(keys: TokenKeys([TokenKey(OneByteKey())]))

  /// A token for alice, good for a minute, that says `more` as well; the clusters begin at 1,700,000,000.
  private func token(_ more: JSONObject = [:], isGood: Bool = true) -> String {
    var draft = TokenDraft(algorithm: .hs256, claims: ["sub": "alice", "exp": 1_700_000_060])
    for member in more.members { draft.claims[member.name] = member.value }
    return draft.signed(with: [isGood ? 7 : 8])
  }

  private func verified(_ more: JSONObject = [:]) throws -> VerifiedToken {
    try validator.validate(token(more), at: NumericDate(seconds: 1_700_000_000))
  }

  private func cluster() -> HubCluster {
    var cluster = HubCluster()
    cluster.hubs[0].use(validator)
    return cluster
  }

  private func ask(
    _ cluster: inout HubCluster, _ type: String, _ payload: String, from client: HubCluster.Client
  ) throws -> Received {
    let answer = cluster.ask(type, payload, from: client)
    return try #require(answer)
  }

  private func authenticate(_ token: String) -> String { #"{"token":"\#(token)"}"# }

  // MARK: Expiry and renewal

  @Test func `a connection is closed when its token has run out, and told why`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified())
    let other = cluster.open()
    #expect(cluster.poll() <= cluster.now.instant + .seconds(65))
    cluster.advance(by: .seconds(64))
    #expect(cluster.poll() == cluster.now.instant + .seconds(1))
    #expect(cluster.transports[client]?.closed == nil)
    cluster.advance(by: .seconds(1))
    _ = cluster.poll()
    cluster.settle()
    let told = cluster.take(client)
    #expect(told.map(\.code) == ["TOKEN_EXPIRED"] && told[0].text("payload.reason") == "expired")
    #expect(told[0].boolean("payload.recoverable") == false)
    #expect(cluster.transports[client]?.closed?.code == 4418)
    #expect(cluster.transports[client]?.closed?.reason == "the token expired 5 s ago: get a new one")
    #expect(cluster.transports[other]?.closed == nil)
  }

  @Test func `a new token over the living connection renews it`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified())
    let answer = try ask(
      &cluster, "authenticate", authenticate(token(["exp": 1_700_000_120, "role": "admin", "rooms": ["*"]])),
      from: client)
    #expect(answer.type == "authenticated" && answer.text("payload.user") == "alice")
    #expect(answer.text("payload.role") == "admin" && answer.raw("payload.rooms") == #"["*"]"#)
    #expect(
      answer.text("payload.expires_at") == "2023-11-14T22:15:20.000Z"
        || answer.text("payload.expires_at") == "2023-11-14T22:15:20Z")
    #expect(cluster.hubs[0].clients(limit: 1)[0].role == "admin")
    cluster.advance(by: .seconds(65))
    _ = cluster.poll()
    #expect(cluster.transports[client]?.closed == nil)
    cluster.advance(by: .seconds(60))
    _ = cluster.poll()
    #expect(cluster.transports[client]?.closed?.code == 4418)
  }

  @Test func `a connection without a token takes one, and becomes a user's`() throws {
    var cluster = cluster()
    let client = cluster.open()
    _ = cluster.ask("authenticate", authenticate(token()), from: client)
    #expect(cluster.hubs[0].clients(limit: 1)[0].user == "alice")
    #expect(cluster.disconnect(.user("alice")) == 1)
  }

  @Test func `a token without an end needs no renewal`() throws {
    var cluster = cluster()
    let client = cluster.open()
    let endless = "\(token().split(separator: ".")[0]).e30.Bw"
    let answer = try ask(&cluster, "authenticate", authenticate(endless), from: client)
    #expect(answer.raw("payload") == #"{"rooms":["*"]}"#)
    cluster.advance(by: .seconds(100_000))
    _ = cluster.poll()
    #expect(cluster.transports[client]?.closed == nil)
  }

  @Test func `a token that is not good changes nothing`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified())
    for (payload, reason) in [
      (authenticate(token(isGood: false)), "signature"), (authenticate(token(["sub": "bob"])), "not allowed"),
      (authenticate("x"), "malformed"), ("{}", "missing"), (#"{"token":1}"#, "missing"),
      (authenticate(token(["exp": 1_600_000_000])), "expired"),
    ] {
      let answer = try ask(&cluster, "authenticate", payload, from: client)
      #expect(answer.code == "AUTHENTICATION_FAILED" && answer.text("payload.reason") == reason)
      #expect(answer.text("payload.message")?.contains(reason) == true)
    }
    #expect(cluster.hubs[0].clients(limit: 1)[0].user == "alice")
    #expect(cluster.transports[client]?.closed == nil)
  }

  @Test(arguments: [
    (Dialect.rooms, #"{"type":"authenticate","token":"%"}"#, "data.user"),
    (.structured, #"{"type":"authenticate","timestamp":"2023-11-14T22:13:20Z","token":"%"}"#, "user"),
    (.event, #"{"type":"authenticate","data":{"token":"%"}}"#, "data.user"),
    (.user, #"{"type":"authenticate","token":"%"}"#, "user"),
  ])
  func `every dialect renews in its own words`(dialect: Dialect, message: String, path: String) throws {
    var cluster = cluster()
    let client = cluster.open(as: HubClient(id: "c", dialect: dialect))
    cluster.send(message.replacing("%", with: token()), from: client)
    cluster.settle()
    let told = cluster.take(client)
    let answer = try #require(told.first)
    #expect(answer.type == "authenticated" && answer.text(path) == "alice")
  }

  @Test func `a server that checks no tokens says so`() throws {
    var cluster = HubCluster()
    let client = cluster.open()
    let answer = try ask(&cluster, "authenticate", authenticate(token()), from: client)
    #expect(answer.code == "AUTHENTICATION_FAILED")
    #expect(answer.text("payload.message") == "this server checks no tokens")
    #expect(try cluster.revoke(.user("alice")) == 0)
  }

  // MARK: Rooms

  @Test func `a room that the token does not grant is refused`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified(["rooms": ["mlb"]]))
    #expect(cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: client)?.type == "subscription_confirmed")
    let refusal = try ask(&cluster, "subscribe", #"{"channel":"nba"}"#, from: client)
    #expect(refusal.type == "subscription_error" && refusal.code == "NOT_ALLOWED")
    #expect(refusal.text("payload.channel") == "nba")
    #expect(
      refusal.text("payload.message") == "not allowed in this room: the token does not grant it")
    for (type, payload) in [
      ("get_props", "{}"), ("snapshot_request", #"{"channel":"nba"}"#),
      ("snapshot_request", #"{"categories":["mlb","nba"]}"#),
      ("state_sync", #"{"channel":"nba","epoch":"1","offset":1,"checksum":"1"}"#),
      ("presence", #"{"channel":"nba"}"#), ("subscribe", #"{"channel":"mlb.*"}"#),
    ] { #expect(cluster.ask(type, payload, from: client)?.code == "NOT_ALLOWED") }
    #expect(cluster.ask("snapshot_request", #"{"channel":"mlb"}"#, from: client)?.code == nil)
    let anonymous = cluster.open()
    #expect(cluster.ask("subscribe", #"{"channel":"nba"}"#, from: anonymous)?.type == "subscription_confirmed")
  }

  @Test func `a new token that grants less ends the subscriptions that it does not grant`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified())
    for room in ["mlb", "nba"] { _ = cluster.ask("subscribe", #"{"channel":"\#(room)"}"#, from: client) }
    _ = cluster.take(client)
    cluster.request("authenticate", authenticate(token(["rooms": ["nba"]])), from: client)
    cluster.settle()
    let told = cluster.take(client)
    #expect(told.map(\.type) == ["authenticated", "subscription_error"])
    #expect(told[1].text("payload.channel") == "mlb" && told[1].code == "NOT_ALLOWED")
    cluster.publish("{}", to: "mlb")
    cluster.publish("{}", to: "nba")
    cluster.settle()
    #expect(cluster.take(client).map(\.room) == ["nba"])
  }

  @Test func `a pattern is granted where all that it stands for is, and ends with the grant`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified(["rooms": ["odds.*", "mlb*"]]))
    for (channel, isGranted) in [
      ("odds.*", true), ("odds.**", true), ("odds.a.*", true), ("mlb.*", true), ("scores.*", false), ("nba.*", false),
    ] {
      let answer = try ask(&cluster, "subscribe", #"{"channel":"\#(channel)"}"#, from: client)
      #expect(answer.type == (isGranted ? "subscription_confirmed" : "subscription_error"), "\(channel)")
    }
    cluster.publish("1", to: "odds.a")
    cluster.settle()
    #expect(cluster.take(client).contains { $0.room == "odds.a" })
    cluster.request("authenticate", authenticate(token(["rooms": ["mlb*"]])), from: client)
    cluster.settle()
    let told = cluster.take(client)
    #expect(told.map(\.code) == [nil, "NOT_ALLOWED", "NOT_ALLOWED", "NOT_ALLOWED"])
    cluster.publish("2", to: "odds.a")
    cluster.publish("1", to: "mlb.live")
    cluster.settle()
    #expect(Set(cluster.take(client).compactMap(\.room)) == ["mlb.live"])
  }

  @Test func `an administrator publishes over its connection, to the rooms that the token grants`() throws {
    var cluster = cluster()
    let administrator = cluster.open(with: try verified(["role": "admin", "rooms": ["mlb"]]))
    let pretender = cluster.open(as: HubClient(id: "p", dialect: .v2, role: "admin"))
    let mlb = #"{"channel":"mlb","type":"x","payload":1}"#
    #expect(cluster.ask("publish", mlb, from: administrator)?.type == "published")
    for (client, payload) in [(administrator, mlb.replacing("mlb", with: "nba")), (pretender, mlb)] {
      #expect(cluster.ask("publish", payload, from: client)?.code == "NOT_ALLOWED")
    }
  }

  // MARK: Revocation

  @Test func `a revoked token ends its connections at once, and is refused from then on`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified(["jti": "t1"]))
    let other = cluster.open(with: try verified(["jti": "t2"]))
    #expect(try cluster.revoke(.token("t1")) == 1)
    cluster.settle()
    #expect(cluster.take(client).map(\.code) == ["TOKEN_REVOKED"])
    #expect(cluster.transports[client]?.closed?.code == 4419)
    #expect(cluster.transports[other]?.closed == nil)
    #expect(
      cluster.ask("authenticate", authenticate(token(["jti": "t1"])), from: other)?.text("payload.reason") == "revoked")
  }

  @Test func `revoking a user ends all of his connections, and new keys do not bring them back`() throws {
    var cluster = cluster()
    let clients = [cluster.open(with: try verified()), cluster.open(with: try verified(["sub": "bob"]))]
    #expect(try cluster.revoke(.user("alice")) == 1)
    #expect(cluster.transports[clients[0]]?.closed?.code == 4419 && cluster.transports[clients[1]]?.closed == nil)
    cluster.hubs[0].use(validator)
    let late = cluster.open()
    #expect(cluster.ask("authenticate", authenticate(token()), from: late)?.text("payload.reason") == "revoked")
  }

  @Test func `a token is checked without a connection, and none is good without keys`() throws {
    var cluster = cluster()
    let now = cluster.now
    func refusal(of token: String) -> TokenRefusal? {
      do throws(TokenRefusal) {
        _ = try cluster.hubs[0].validate(token, at: now)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(of: token()) == nil && refusal(of: token(isGood: false)) != nil)
    _ = try cluster.revoke(.user("alice"))
    #expect(refusal(of: token()) == .revoked)
    cluster.hubs[0].use(nil)
    #expect(refusal(of: token()) != nil)
  }

  @Test func `a slot that is used again has nothing of the one before`() throws {
    var cluster = cluster()
    let client = cluster.open(with: try verified(["rooms": []]))
    cluster.close(client)
    cluster.open(client)
    #expect(cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: client)?.type == "subscription_confirmed")
    cluster.advance(by: .seconds(65))
    _ = cluster.poll()
    #expect(cluster.transports[client]?.closed == nil)
  }
}
