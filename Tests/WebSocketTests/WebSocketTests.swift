import TautEventLoop
import TautFraming
import TautWebSocket
import Testing

@Suite struct WebSocketTests {
  private let upgrade = Array(Exchange.upgrade.utf8)
  private let close = Exchange.frame(0x88, [3, 232])
  private let closed: [UInt8] = [0x88, 2, 3, 232]

  @Test func `the upgrade is answered with the RFC's accept value`() async throws {
    let answer = try await Exchange.run([upgrade + close])
    let text = String(decoding: answer, as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
    #expect(text.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
  }

  @Test func `frames that follow the upgrade in one piece are answered`() async throws {
    let answer = try await Exchange.run([upgrade + Exchange.frame(0x81, Array("hi".utf8)) + close])
    #expect(Exchange.body(answer) == [0x81, 2, 104, 105] + closed)
  }

  @Test func `bytes that arrive one by one make the same answer`() async throws {
    let bytes = upgrade + Exchange.frame(0x81, Array("hello".utf8)) + Exchange.frame(0x89, [7]) + close
    let answer = try await Exchange.run(bytes.map { [$0] })
    #expect(Exchange.body(answer) == [0x81, 5] + Array("hello".utf8) + [0x8A, 1, 7] + closed)
  }

  @Test func `a fragmented message is echoed whole, with the pong of a ping in between before it`() async throws {
    let answer = try await Exchange.run([
      upgrade, Exchange.frame(0x01, Array("ab".utf8)), Exchange.frame(0x89, []), Exchange.frame(0x80, Array("cd".utf8)),
      close,
    ])
    #expect(Exchange.body(answer) == [0x8A, 0, 0x81, 4] + Array("abcd".utf8) + closed)
  }

  @Test func `an echo that is owed goes out before the close of a failure behind it`() async throws {
    let answer = try await Exchange.run([
      upgrade + Exchange.frame(0x81, [65]) + Exchange.frame(0x83, []) + Exchange.frame(0x81, [66])
    ])
    let body = Exchange.body(answer)
    #expect(body.starts(with: [0x81, 1, 65, 0x88]))
    #expect(body[5...6] == [3, 234])  // 1002
    #expect(String(decoding: body[7...], as: UTF8.self) == "reserved opcode 0x3")
  }

  @Test func `reading that is paused stops within a batch, and what was kept follows when it goes on`() async throws {
    let text = { (text: String) in Exchange.frame(0x81, Array(text.utf8)) }
    let answer = try await Exchange.run([upgrade + text("pause") + text("after") + close])
    var echoes: [UInt8] = []
    for word in ["pause", "resumed", "after"] { echoes += [0x81, UInt8(word.utf8.count)] + Array(word.utf8) }
    #expect(Exchange.body(answer) == echoes + closed)
  }

  @Test func `a peer that stays silent is pinged and then given up with 1011`() async throws {
    let answer = try await Exchange.run([upgrade]) { _, context in
      context.pingInterval = .milliseconds(5)
      context.pingTimeout = .milliseconds(5)
    }
    let body = Exchange.body(answer)
    #expect(body.starts(with: [0x89, 0, 0x88]))
    #expect(body[4...5] == [3, 243])
  }

  @Test func `nothing is answered after the close handshake`() async throws {
    let answer = try await Exchange.run([upgrade + close + Exchange.frame(0x81, [65])])
    #expect(Exchange.body(answer) == closed)
  }
}
