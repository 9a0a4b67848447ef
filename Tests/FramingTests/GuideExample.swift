// The code that Docs/Guides/Framing.md shows, in the same words; GuideTests compares them.

import TautBytes
import TautFraming

/// A socket of yours, after the HTTP upgrade.
protocol Socket {
  /// Reads into a range of the buffer, and returns how many bytes have come; 0 at the end of the stream.
  mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) throws -> Int

  /// Writes all of the bytes.
  mutating func write(_ bytes: [UInt8]) throws
}

/// One connection of a server that sends every message back.
struct EchoConnection<Peer: Socket> {
  private(set) var socket: Peer
  private var decoder = FrameDecoder(role: .server, limits: FrameLimits(maxMessage: 65_536))
  private var closing = ClosingHandshake(role: .server)
  private var buffer = [UInt8](repeating: 0, count: 4_096)
  private var message: [UInt8] = []

  init(_ socket: Peer) { self.socket = socket }
}

extension EchoConnection {
  /// Serves the connection until it is over, and returns what it ended with.
  mutating func run() throws -> ClosingHandshake.Outcome? {
    var end = 0
    while closing.state != .closed {
      let count = try socket.read(into: &buffer, end..<buffer.count)
      if count > 0 { end = try receive(upTo: end + count) } else { _ = closing.receiveEndOfStream() }
    }
    return closing.outcome
  }

  /// Handles the frames in the buffer, and returns how many bytes of an unfinished one are at its front.
  private mutating func receive(upTo end: Int) throws -> Int {
    var position = 0
    do {
      while let event = try next(&position, end) { try handle(event) }
    } catch let error as FrameError {
      // The peer broke a rule: the error knows the close code and the sentence that answer it.
      try perform(closing.fail(ClosePayload(error)))
      return 0
    }
    // At most FrameDecoder.maxUnconsumed bytes are left; the next read goes behind them.
    buffer.withMutableBytes { $0.move(position..<end, to: 0) }
    return end - position
  }

  private mutating func next(_ position: inout Int, _ end: Int) throws(FrameError) -> FrameEvent? {
    var decoder = self.decoder
    defer { self.decoder = decoder }
    return try buffer.withMutableBytes { bytes throws(FrameError) in
      try decoder.next(&bytes, &position, end)
    }
  }
}

extension EchoConnection {
  private mutating func handle(_ event: FrameEvent) throws {
    switch event {
    case .message(let kind, let range):  // whole, unmasked, and valid UTF-8 if it is text
      try send(kind.opcode, Array(buffer[range]))
    case .part(let part):  // fragmented, or not all of it has arrived
      message += buffer[part.range]
      guard part.isLast else { return }
      try send(part.kind.opcode, message)
      message = []
    case .ping(let range):
      try send(.pong, Array(buffer[range]))
    case .pong:
      break
    case .close(let code, let range):
      try perform(closing.receiveClose(code, reason: String(decoding: buffer[range], as: UTF8.self)))
    }
  }

  private mutating func perform(_ action: ClosingHandshake.Action) throws {
    switch action {
    case .send(let payload), .sendThenEnd(let payload): try write(.close, payload.encoded)
    case .none, .end: break  // `run` returns when the state is `closed`, and its caller closes the socket
    }
  }

  private mutating func send(_ opcode: Opcode, _ payload: [UInt8]) throws {
    guard closing.allowsSending else { return }
    try write(opcode, payload)
  }

  private mutating func write(_ opcode: Opcode, _ payload: [UInt8]) throws {
    var frame: [UInt8] = []
    payload.withBytes { FrameHeader(opcode, length: payload.count).append($0, to: &frame) }
    try socket.write(frame)
  }
}

/// Encodes a frame as a client sends it: masked with a key that nobody can foresee.
func clientFrame(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
  var frame: [UInt8] = []
  let header = FrameHeader(opcode, length: payload.count, maskingKey: .random(in: .min ... .max))
  payload.withBytes { header.append($0, to: &frame) }
  return frame
}
