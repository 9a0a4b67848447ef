import Foundation
import TautClient
import TautJSON
import TautServer
import Testing

/// Docs/Guides/UserChannel.md: its code runs, and it is the code that runs here.
@Suite struct UserChannelGuideTests {
  private struct Parrot: LanguageModel {
    func stream(_ prompt: [(role: String, text: String)]) -> AsyncThrowingStream<String, any Error> {
      AsyncThrowingStream { parts in
        for turn in prompt { parts.yield("\(turn.role) said \(turn.text). ") }
        parts.finish()
      }
    }
  }

  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/UserChannel.md")
    let file = tests.appending(path: "UserChannelGuideExample.swift")
    let example = try String(contentsOf: file, encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `a model of one's own answers, and knows what was said before`() async throws {
    let folder = try TestFolder()
    let server = try chatServer(Parrot(), secret: UserClient.secret, file: folder.file("chat.db"))
    let port = try await server.start()
    defer { server.stop() }
    let client = try await UserClient(TestServer(server: server, port: port), "ada")
    let first = try await client.answer(#"{"type":"message_generate","message":"Hello","conversation_uuid":"c"}"#)
    #expect(first == "user said Hello. ")
    let second = try await client.answer(#"{"type":"message_generate","message":"Hi","conversation_uuid":"c"}"#)
    #expect(second == "user said Hello. assistant said user said Hello. . user said Hi. ")
  }
}
