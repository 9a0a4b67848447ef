import Foundation
import TautAuth
import TautClient
import TautFraming
import TautHub
import TautJSON
import TautStore
import Testing

@testable import TautServer

/// `POST /ws/v2/revoke`, and what is left of it after a restart.
@Suite struct RevocationTests {
  private func revoke(_ server: TestServer, _ body: String) async throws -> (status: Int, body: String) {
    try await server.request("POST", "/ws/v2/revoke", body: body, token: TestTokens.administrator())
  }

  @Test(arguments: [1, 3])
  func `a revoked token ends its connections on every loop, and opens none`(loops: Int) async throws {
    try await TestServer.withTokens(loops: loops) { server in
      let (one, other) = (try TestTokens.token(["jti": "t1"]), try TestTokens.token(["jti": "t2"]))
      var ending: [Peer] = []
      for _ in 0..<6 { ending.append(try await Peer(server, "/ws/v2/connect?token=\(one)")) }
      let staying = try await Peer(server, "/ws/v2/connect?token=\(other)")
      let answer = try await revoke(server, #"{"jti":"t1"}"#)
      #expect(answer.status == 200 && answer.body == "{\"revoked\":true,\"disconnected\":6,\"stored\":false}\n")
      for peer in ending {
        let summary = await peer.connection.ended()
        #expect(summary.code == .tokenRevoked && summary.reason == "the token was revoked")
      }
      let refusal = try await server.refusal("/ws/v2/connect?token=\(one)")
      #expect(refusal.hasPrefix("HTTP/1.1 401 ") && refusal.contains("revoked"))
      let answer1 = try await staying.ask(#"{"type":"ping"}"#)
      #expect(answer1["type"] == "welcome")
    }
  }

  @Test func `all tokens of a user are revoked that were made up to now, and a later one is good`() async throws {
    try await TestServer.withTokens { server in
      let old = try TestTokens.token(["iat": TestTokens.seconds(-5)])
      let peer = try await Peer(server, "/ws/v2/connect?token=\(old)")
      let answer2 = try await revoke(server, #"{"user":"alice","until":null}"#)
      #expect(answer2.body.contains(#""disconnected":1"#))
      #expect(await peer.connection.ended().code == .tokenRevoked)
      let answer3 = try await server.refusal("/ws?token=\(old)")
      #expect(answer3.contains("revoked"))
      let undated = try TestTokens.token()
      let answer4 = try await server.refusal("/ws?token=\(undated)")
      #expect(answer4.contains("revoked"))
    }
  }

  @Test func `an echo ends with its token`() async throws {
    try await TestServer.withTokens { server in
      let echo = try await server.connect("/ws/alice?token=\(try TestTokens.token(["jti": "t1"]))")
      try await echo.send(.text("hello"))
      let answer = try await echo.receive(within: .seconds(20))
      #expect(answer == .text("hello"))
      let revoked = try await revoke(server, #"{"jti":"t1"}"#)
      #expect(revoked.body.contains(#""disconnected":1"#))
      #expect(await echo.ended().code == .tokenRevoked)
    }
  }

  @Test func `what is revoked stays so after a restart`() async throws {
    let folder = try TestFolder()
    let file = folder.file("tautline.db")
    let token = try TestTokens.token(["jti": "t1"])
    let user = try TestTokens.token(["sub": "bob", "iat": TestTokens.seconds(-5)])
    let later = try TestTokens.token(["sub": "bob", "iat": TestTokens.seconds(1_800)])
    try await TestServer.withTokens({ $0.storeFile = file }) { server in
      let answer5 = try await revoke(server, #"{"jti":"t1"}"#)
      #expect(answer5.body.contains(#""stored":true"#))
      let answer6 = try await revoke(server, #"{"user":"bob"}"#)
      #expect(answer6.body.contains(#""stored":true"#))
      let answer7 = try await revoke(server, #"{"jti":"t2","until":1}"#)
      #expect(answer7.status == 200)
    }
    try await TestServer.withTokens(
      loops: 2,
      {
        $0.storeFile = file
        $0.tokens.policy.leeway = .seconds(2_000)
      }
    ) { server in
      for token in [token, user] {
        let answer8 = try await server.refusal("/ws?token=\(token)")
        #expect(answer8.contains("revoked"))
      }
      try await Peer.expectRefusal(server, "/ws/v2/connect?token=\(later)", status: nil)
      let forgotten = try TestTokens.token(["jti": "t2"])
      try await Peer.expectRefusal(server, "/ws/v2/connect?token=\(forgotten)", status: nil)
    }
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"jti":""}"#, #"{"jti":1}"#, #"{"jti":"a","user":"b"}"#, #"{"user":"a","until":"soon"}"#,
    #"{"user":"a","until":-1}"#, #"{"jti":"L"}"#,
  ])
  func `a bad request to revoke is a 400 that says why`(body: String) async throws {
    try await TestServer.withTokens { server in
      let answer = try await revoke(server, body.replacing("L", with: String(repeating: "l", count: 1025)))
      #expect(answer.status == 400 && answer.body.hasPrefix(#"{"error":"#))
    }
  }

  @Test func `a server that checks no tokens revokes none`() async throws {
    try await TestServer.with { server in
      let answer = try await server.request("POST", "/ws/v2/revoke", body: #"{"jti":"a"}"#)
      #expect(answer.status == 409 && answer.body.contains("checks no tokens"))
    }
  }

  @Test func `a list from a store is as long as the store says, and skips what no token can have`() {
    let list = RevocationList([
      Revocation(.token("a"), time: 0), Revocation(.token(""), time: 0),
      Revocation(.subject("b"), time: 0, expires: 2_000_000),
    ])
    #expect(list.count == 2)
    #expect(RevocationList([]).count == 0)
  }
}
