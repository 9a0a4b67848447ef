import TautAuth
import TautClient
import TautCrypto
import TautFraming
import TautHandshake
import TautJSON
import Testing

@testable import TautServer

/// Tokens at the handshake: where they stand, what they open, and why they do not.
@Suite struct TokenRoutesTests {
  @Test func `a token is taken from the query, from Authorization and from a subprotocol`() async throws {
    try await TestServer.withTokens { server in
      let token = try TestTokens.token()
      let ways: [(query: String, headers: [HeadField], subprotocols: [String], chosen: String?)] = [
        ("?token=\(token)", [], [], nil),
        ("", [HeadField(name: "Authorization", value: "Bearer \(token)")], [], nil),
        ("", [], ["rooms", "bearer.\(token)"], "rooms"), ("", [], ["bearer", token], "bearer"),
      ]
      for way in ways {
        var options = ConnectOptions()
        options.headers = way.headers
        options.subprotocols = way.subprotocols
        let connection = try await Connection.open(
          server.socketURL + "/ws/v2/portfolio" + way.query, options: options)
        #expect(connection.subprotocol == way.chosen)
        let list = try await server.request("GET", "/ws/v2/connections", token: TestTokens.administrator())
        #expect(list.body.contains(#""user":"alice""#))
        await connection.close()
      }
    }
  }

  @Test(arguments: ["/ws", "/ws/v2/connect", "/ws/v2/portfolio", "/ws/events", "/ws/client?client_id=a", "/ws/me"])
  func `a bad token is refused with its reason, also where none is needed`(path: String) async throws {
    try await TestServer.withTokens({ $0.tokens.policy.audiences = ["us"] }) { server in
      let good = try TestTokens.token(["aud": "us"])
      let parts = good.split(separator: ".")
      let other = try SecretKey("another secret of thirty-two bytes")
      let tokens: [(String, String)] = [
        ("abc", "malformed"), ("\(parts[0]).\(parts[1])", "malformed"), ("\(parts[0]).\(parts[1]).", "signature"),
        (String(good.dropLast(2)), "signature"), (try TestTokens.token(["aud": "us"], with: other), "signature"),
        ("eyJhbGciOiJub25lIn0.\(parts[1]).", "signature"),
        (try TestTokens.token(["aud": "us", "exp": TestTokens.seconds(-10)]), "expired"),
        (try TestTokens.token(["aud": "us", "nbf": TestTokens.seconds(1000)]), "not yet valid"),
        (try TestTokens.token(["aud": "them"]), "audience"), (try TestTokens.token(), "audience"),
      ]
      for (token, reason) in tokens {
        let answer = try await server.refusal(path, fields: "Authorization: Bearer \(token)\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains(reason), "\(reason): \(answer)")
        #expect(answer.contains("\r\nWWW-Authenticate: Bearer error=\"invalid_token\""))
        #expect(!answer.contains(token))
      }
      try await Peer.expectRefusal(server, path + (path.contains("?") ? "&" : "?") + "token=" + good, status: nil)
    }
  }

  @Test func `a route for users refuses whoever has no token, and a token without a user`() async throws {
    try await TestServer.withTokens { server in
      let answer = try await server.refusal("/ws/v2/portfolio")
      #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("missing"))
      #expect(answer.contains("\r\nWWW-Authenticate: Bearer\r\n"))
      let nobody = try TestTokens.token(["sub": .null])
      let answer1 = try await server.refusal("/ws/v2/portfolio?token=\(nobody)")
      #expect(answer1.contains("the claim sub is required"))
      try await Peer.expectRefusal(server, "/ws/v2/connect", status: nil)
    }
  }

  @Test func `without keys no token is looked at, but a route for users takes nobody's word`() async throws {
    try await TestServer.with { server in
      try await Peer.expectRefusal(server, "/ws/v2/connect?token=abc", status: nil)
      let forged = try TestTokens.token()
      let answer = try await server.refusal("/ws/v2/portfolio?token=\(forged)")
      #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("signature"))
    }
  }

  @Test func `two tokens that differ are refused, and probes carry what they like`() async throws {
    try await TestServer.withTokens { server in
      let (one, other) = (try TestTokens.token(), try TestTokens.token(["sub": "bob"]))
      let answer = try await server.refusal("/ws?token=\(one)", fields: "Authorization: Bearer \(other)\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("two different tokens"))
      let answer2 = try await server.request("GET", "/healthz", token: "of-somebody-else")
      #expect(answer2.status == 200)
    }
  }

  // MARK: Attacks

  @Test func `a public key is no secret, and other spellings of none are none`() async throws {
    let key = AsymmetricKey.generate(.rsa(bits: 2048))
    let pem = Array(key.publicPEM.utf8)
    let file = try TestFile(pem)
    try await TestServer.with({ $0.tokens.keyFiles = [file.path] }) { server in
      // HMAC with the text of the public key, which everybody has.
      var draft = TokenDraft(algorithm: .hs256, claims: ["sub": "alice", "role": "admin"])
      let code = HashFunction.sha256.authenticationCode(for: draft.signingInput.span, key: pem.span)
      var forged = [draft.signed(with: code)]
      for name in ["none", "None", "NONE", "nOnE", "", "HS256 ", "hs256"] {
        draft.header["alg"] = .string(name)
        forged += [draft.signed(with: []), draft.signed(with: code)]
      }
      for token in forged {
        let answer = try await server.refusal("/ws?token=\(token)")
        #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("signature"))
      }
      let good = try TestTokens.token(by: .rs256, with: key)
      try await Peer.expectRefusal(server, "/ws/v2/portfolio?token=\(good)", status: nil)
    }
  }

  @Test func `a key inside of the token, or at an address that it names, is never looked at`() async throws {
    let key = AsymmetricKey.generate(.ellipticCurve(.p256))
    let set = JSONWebKey(material: key.publicMaterial).publicJSON ?? .null
    try await TestServer.withTokens { server in
      var draft = TokenDraft(algorithm: .es256, claims: ["sub": "alice"])
      draft.header["jwk"] = set
      draft.header["jku"] = .string("http://127.0.0.1:\(server.port)/keys")
      draft.header["kid"] = "../../../../dev/null"
      let token = draft.signed(with: try #require(key.sign(draft.signingInput, by: .es256)))
      let answer = try await server.refusal("/ws?token=\(token)")
      #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("signature"))
    }
  }

  @Test func `a page of another site is refused where a token comes along`() async throws {
    try await TestServer.withTokens { server in
      let token = try TestTokens.token()
      for path in ["/ws/v2/connect", "/ws/v2/portfolio", "/ws/events"] {
        let foreign = try await server.refusal(
          "\(path)?token=\(token)", fields: "Origin: https://evil.example\r\n")
        #expect(foreign.hasPrefix("HTTP/1.1 403 ") && foreign.contains("https://evil.example"))
        try await Peer.expectRefusal(
          server, "\(path)?token=\(token)", origin: "http://127.0.0.1:\(server.port)", status: nil)
      }
      try await Peer.expectRefusal(server, "/ws/v2/connect", origin: "https://evil.example", status: nil)
    }
  }
}
