import Synchronization
import TautAuth
import TautClient
import TautCrypto
import TautFraming
import TautHub
import TautJSON
import TautLog
import Testing

@testable import TautServer

/// What a server makes of the keys that its configuration names, at the start and again.
@Suite struct TokenSettingsTests {
  private func reading(_ settings: TokenSettings) throws(ServerError) -> (keys: Int?, warnings: [String]) {
    var warnings: [String] = []
    let validator = try settings.validator { warnings.append($0) }
    return (validator?.keys.count, warnings)
  }

  @Test func `no key is named, so no token is looked at`() throws {
    #expect(try reading(TokenSettings()).keys == nil)
  }

  @Test func `secrets and files are put together, and what is weak is told`() throws {
    let secret = try TestFile("a-secret-of-a-file-with-32-bytes\r\n")
    let key = AsymmetricKey.generate(.ed25519)
    let set: JSONValue = ["keys": [JSONWebKey(material: key.publicMaterial).publicJSON ?? .null, ["kty": "what"]]]
    let files = (try TestFile(set.bytes), try TestFile(key.publicPEM))
    var settings = TokenSettings()
    settings.secret = MaskedToken("your-secret-key")
    settings.secretFile = secret.path
    settings.keySetFiles = [files.0.path]
    settings.keyFiles = [files.1.path]
    let all = try reading(settings)
    #expect(all.keys == 4 && all.warnings.count == 2)
    #expect(all.warnings[0].contains("15 bytes") && all.warnings[1].contains("left out"))
    settings.algorithms = [.edDSA, .hs256]
    #expect(try reading(settings).keys == 4)
    settings.algorithms = [.es256]
    #expect(throws: ServerError.self) { try reading(settings) }
  }

  @Test func `the line break at the end of a secret's file is no part of the secret`() throws {
    let file = try TestFile("\(TestTokens.secret)\n")
    #expect(try SecretKey(path: file.path).rawBytes == Array(TestTokens.secret.utf8))
  }

  @Test(arguments: ["", "\n", "-----BEGIN PUBLIC KEY-----\n"])
  func `a secret that is none stops the start and names its file`(text: String) throws {
    let file = try TestFile(text)
    var configuration = ServerConfiguration()
    configuration.tokens.secretFile = file.path
    do throws(ServerError) {
      _ = try Server(configuration)
      Issue.record("it started")
    } catch {
      #expect(error.isOfConfiguration && error.description.contains(file.path))
    }
    configuration.tokens.secretFile = "/nowhere/secret"
    #expect(throws: ServerError.self) { try Server(configuration) }
    configuration.tokens = TokenSettings()
    configuration.tokens.secret = MaskedToken("-----BEGIN PUBLIC KEY-----\n")
    #expect(throws: ServerError.self) { try Server(configuration) }
  }

  @Test func `keys rotate over a reload, and what cannot be read leaves the old ones in use`() async throws {
    let keys = (AsymmetricKey.generate(.ellipticCurve(.p256)), AsymmetricKey.generate(.ellipticCurve(.p256)))
    func set(_ entries: [(String, AsymmetricKey)]) -> [UInt8] {
      let keys = entries.map { JSONWebKey(id: $0.0, material: $0.1.publicMaterial).publicJSON ?? .null }
      return JSONValue.object(["keys": .array(keys)]).bytes
    }
    let file = try TestFile(set([("1", keys.0)]))
    let first = try TestTokens.token(by: .es256, keyID: "1", with: keys.0)
    let second = try TestTokens.token(by: .es256, keyID: "2", with: keys.1)
    try await TestServer.with(loops: 2, { $0.tokens.keySetFiles = [file.path] }) { server in
      let living = try await Peer(server, "/ws/v2/connect?token=\(first)")
      let unknown = try await server.refusal("/ws?token=\(second)")
      #expect(unknown.contains("no key has the token's key id"))
      try file.write(set([("1", keys.0), ("2", keys.1)]))
      try server.server.reload()
      try await Peer.expectRefusal(server, "/ws/v2/portfolio?token=\(second)", status: nil)
      try await Peer.expectRefusal(server, "/ws/v2/portfolio?token=\(first)", status: nil)
      try file.write(Array("{".utf8))
      do throws(ServerError) {
        try server.server.reload()
        Issue.record("it was read")
      } catch {
        #expect(error.description.hasSuffix("the keys for tokens that were read before stay in use"))
      }
      try await Peer.expectRefusal(server, "/ws/v2/portfolio?token=\(second)", status: nil)
      try file.write(set([("2", keys.1)]))
      try server.server.reload()
      let answer1 = try await server.refusal("/ws?token=\(first)")
      #expect(answer1.hasPrefix("HTTP/1.1 401 "))
      _ = try await living.receive()
      let answer2 = try await living.ask(#"{"type":"ping"}"#)
      #expect(answer2["type"] == "pong")
    }
  }

  // MARK: Logs

  @Test func `no event has a part of a token or a secret`() async throws {
    let events = EventLog()
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = false
    configuration.checksTokens()
    let server = try Server(configuration, log: events.add)
    let test = TestServer(server: server, port: try await server.start())
    defer { server.stop() }
    let good = try TestTokens.token(["jti": "t1"])
    let bad = good + "x"
    try await Peer.expectRefusal(test, "/ws/v2/connect?token=\(bad)", status: 401)
    try await Peer.expectRefusal(test, "/ws/v2/connect?token=\(good)", status: nil)
    for path in ["/ws?token=\(bad)&token=\(good)", "/ws?token=\(bad)%zz", "/\(bad)", "/ws/\(bad)/\(good)"] {
      _ = try await test.refusal(path)
      _ = try await test.refusal(path, fields: "Sec-WebSocket-Protocol: bearer.\(bad)\r\n")
    }
    _ = try await Wire.exchange("GET /ws?token=\(bad) HTTP/1.1\r\nHost\r\n\r\n", port: test.port)
    _ = try await Wire.exchange("GET /ws?token=\(bad) SPDY/3\r\nHost: x\r\n\r\n", port: test.port)
    let living = try await Peer(test, "/ws/v2/connect?token=\(good)")
    try await living.send(#"{"type":"authenticate","token":"\#(bad)"}"#)
    _ = try await test.request("POST", "/ws/v2/revoke", body: #"{"jti":"t1"}"#, token: TestTokens.administrator())
    #expect(await living.connection.ended().code == .tokenRevoked)
    let told = events.all
    #expect(told.contains { $0.description.contains("revoked the token with the jti t1") })
    #expect(told.contains { $0.record.name == "token_keys" } && told.contains { $0.record.name == "refused" })
    let parts = good.split(separator: ".") + [Substring(TestTokens.secret)]
    for event in told {
      for part in parts { #expect(!event.description.contains(part)) }
      #expect(!event.record.description(in: .json).contains(parts[2]))
    }
  }
}

/// What a server told its operator.
private final class EventLog: Sendable {
  private let events = Mutex<[ServerEvent]>([])

  var all: [ServerEvent] { events.withLock { $0 } }

  func add(_ event: ServerEvent) {
    events.withLock { $0.append(event) }
  }
}

extension LogRecord {
  fileprivate func description(in format: LogFormat) -> String {
    var (log, text) = (Log(format: format), "")
    log.write(self, at: 0, into: &text)
    return text
  }
}
