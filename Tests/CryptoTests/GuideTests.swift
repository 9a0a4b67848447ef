import Foundation
import TautAuth
import TautBytes
import TautCrypto
import TautFraming
import TautHandshake
import Testing

/// Docs/Guides/Auth.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  private let now = NumericDate(seconds: 1_755_259_200)

  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Auth.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 5)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `a token that is issued is good for its connection, and renewed before it ends`() throws {
    let key = AsymmetricKey.generate(.ed25519)
    let text = try #require(issue(to: "alice", by: key, id: "k", at: now))
    var policy = TokenPolicy()
    policy.audiences = ["chat.example"]
    let validator = TokenValidator(keys: TokenKeys([TokenKey(key, id: "k")]), policy: policy)
    var session = try Session(text, validator, at: now)
    #expect(session.closeCode(at: now + .seconds(3604)) == nil)
    #expect(session.closeCode(at: now + .seconds(3605)) == .tokenExpired)
    let later = now + .seconds(3000)
    try session.renew(try #require(issue(to: "alice", by: key, id: "k", at: later)), at: later)
    #expect(session.closeCode(at: now + .seconds(3605)) == nil)
    let stranger = try #require(issue(to: "bob", by: key, id: "k", at: later))
    #expect(throws: TokenRefusal.otherUser) { try session.renew(stranger, at: later) }
  }

  @Test func `a secret and a file check tokens`() throws {
    let good = try #require(ForeignTokens.tokens["HS256"])
    #expect(throws: TokenRefusal.wrongAudience) { try principal(of: good, secret: ForeignTokens.secret, at: now) }
    let path = "\(NSTemporaryDirectory())/tautline-\(UUID().uuidString).pem"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ForeignTokens.rsa.write(toFile: path, atomically: true, encoding: .utf8)
    let (keys, warnings) = try keys(in: path)
    #expect(keys.count == 1 && warnings.isEmpty)
  }

  @Test func `a request has its token or is told how to send it`() throws {
    for (target, expected) in [("/ws?token=abc", "abc"), ("/ws", nil)] {
      var parser = RequestHeadParser()
      _ = try Array("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n".utf8).withBytes { try parser.receive($0) }
      let head = try #require(parser.head)
      if let expected {
        #expect(try token(of: head) == expected)
      } else {
        #expect(throws: TokenRefusal.missing) { try token(of: head) }
      }
    }
  }
}
