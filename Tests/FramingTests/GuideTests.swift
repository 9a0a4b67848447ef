import Foundation
import TautFraming
import Testing

/// Docs/Guides/Framing.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Framing.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 5)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test(arguments: [1, 7, 1_000])
  func `the example echoes messages, answers pings and closes`(pieceLength: Int) throws {
    let long = String(repeating: "größer als der Puffer ", count: 1_000)
    let sent = clientFrame(.text, Array("Hello".utf8)) + clientFrame(.ping, [1])
    let more = clientFrame(.text, Array(long.utf8)) + clientFrame(.pong, []) + clientFrame(.binary, [])
    let end = clientFrame(.close, ClosePayload(.goingAway, reason: "bye").encoded) + clientFrame(.text, [0x61])
    var connection = EchoConnection(ScriptedSocket(sent + more + end, pieceLength))
    #expect(try connection.run() == ClosingHandshake.Outcome(code: .goingAway, reason: "bye", isClean: true))
    let answers: [Received] = [.text("Hello"), .pong([1]), .text(long), .message(.binary, []), .close(.goingAway, "")]
    #expect(connection.socket.received == answers)
  }

  @Test func `the example tells a peer what it did wrong`() throws {
    var connection = EchoConnection(ScriptedSocket([0x81, 0x01, 0x61], 3))
    #expect(try connection.run()?.code == .abnormalClosure)
    #expect(connection.socket.received == [.close(.protocolError, "frame from a client is not masked")])
  }

  @Test func `the example reports a connection that is lost`() throws {
    var connection = EchoConnection(ScriptedSocket(clientFrame(.text, [0x61]), 100))
    #expect(try connection.run() == ClosingHandshake.Outcome(code: .abnormalClosure, isClean: false))
    #expect(connection.socket.received == [.text("a")])
  }
}

/// A socket that gives out a script in pieces and remembers what is written.
private struct ScriptedSocket: Socket {
  private var script: ArraySlice<UInt8>
  private let pieceLength: Int
  private var written: [UInt8] = []

  init(_ script: [UInt8], _ pieceLength: Int) {
    self.script = script[...]
    self.pieceLength = pieceLength
  }

  /// What a client reads out of that which was written.
  var received: [Received] {
    var reader = Reader(.client)
    reader.receive(written)
    return reader.received
  }

  mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) -> Int {
    let piece = script.prefix(min(pieceLength, range.count))
    buffer.replaceSubrange(range.lowerBound..<range.lowerBound + piece.count, with: piece)
    script = script.dropFirst(piece.count)
    return piece.count
  }

  mutating func write(_ bytes: [UInt8]) {
    written += bytes
  }
}
