import Glibc
import Synchronization
import TautTLS
import Testing

@testable import TautEventLoop

/// Real TCP connections on the loopback interface, between two streams of one loop.
@Suite struct StreamTests {
  /// Runs `body` on a fresh loop and waits until it calls `done`.
  private func onLoop(
    _ body: @escaping @Sendable (isolated EventLoop, @escaping @Sendable () -> Void) throws -> Void
  ) async throws {
    let loop = try EventLoop()
    loop.start()
    defer { loop.stop() }
    try await withCheckedThrowingContinuation { (finished: CheckedContinuation<Void, any Error>) in
      let once = Mutex<CheckedContinuation<Void, any Error>?>(finished)
      loop.submit { loop in
        do {
          try body(loop) { once.withLock { $0.take() }?.resume() }
        } catch {
          once.withLock { $0.take() }?.resume(throwing: error)
        }
      }
    }
  }

  private static let here = SocketAddress(host: "127.0.0.1", port: 0)!

  @Test func `what is written in one turn arrives in order and in one piece`() async throws {
    try await onLoop { loop, done in
      let server = Recorder()
      server.expects = Array("one two three".utf8)
      server.completed = { _ in done() }
      let listener = try loop.reactor.listen(on: Self.here) { $0.handler = server }
      let client = Recorder()
      client.connected = { stream in
        for word in ["one ", "two ", "three"] { stream.writeBytes(Array(word.utf8)) }
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `what is shared with others and what is not arrive in the order in which they were written`() async throws
  {
    try await onLoop { loop, done in
      let server = Recorder()
      server.expects = Array("answer shared answer shared shared ".utf8)
      server.completed = { _ in done() }
      let listener = try loop.reactor.listen(on: Self.here) { $0.handler = server }
      let client = Recorder()
      client.connected = { stream in
        stream.sharing = .plain
        for word in ["answer ", "shared ", "answer ", "shared ", "shared "] {
          guard word == "shared " else {
            stream.writeBytes(Array(word.utf8))
            continue
          }
          let range = unsafe stream.reactor.share(word.utf8.count) { room in
            unsafe room.copyBytes(from: word.utf8)
            return word.utf8.count
          }
          let slots = [UInt32(stream.slot)]
          #expect(stream.reactor.send(range, to: slots.span, where: .plain) == 0)
        }
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `megabytes arrive whole though the peer pauses reading, and the backlog is empty afterwards`() async throws
  {
    try await onLoop { loop, done in
      let payload = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let server = Recorder()
      server.expects = payload
      let client = Recorder()
      server.completed = { _ in
        #expect(client.stalls > 0)
        loop.reactor.after(.milliseconds(1)) {
          #expect(client.stream?.backlogCount == 0)
          #expect(client.drains > 0)
          done()
        }
      }
      let listener = try loop.reactor.listen(on: Self.here) { stream in
        stream.handler = server
        stream.pauseReading()
        loop.reactor.after(.milliseconds(20)) { stream.resumeReading() }
      }
      client.connected = { stream in
        stream.backlogLimit = .max
        stream.writeBytes(payload)
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `a peer that does not read is given up when its backlog exceeds the limit`() async throws {
    try await onLoop { loop, done in
      let listener = try loop.reactor.listen(on: Self.here) { stream in
        stream.handler = Recorder()
        stream.pauseReading()
      }
      let client = Recorder()
      client.closed = { error in
        guard case .slowReader(let size, let limit) = error else {
          Issue.record("closed with \(String(describing: error))")
          return done()
        }
        #expect(size > limit && limit == 1 << 20)
        done()
      }
      client.connected = { stream in stream.writeBytes([UInt8](repeating: 1, count: 32 << 20)) }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `what a handler leaves is put in front of what comes next`() async throws {
    try await onLoop { loop, done in
      let server = Recorder()
      server.expects = Array("abcdef".utf8)
      server.takesAtLeast = 4
      server.completed = { recorder in
        #expect(recorder.calls == 2)
        done()
      }
      let listener = try loop.reactor.listen(on: Self.here) { $0.handler = server }
      let client = Recorder()
      client.connected = { stream in
        stream.writeBytes(Array("abc".utf8))
        loop.reactor.after(.milliseconds(10)) { stream.writeBytes(Array("def".utf8)) }
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `closing sends what was written before, and the peer sees the end`() async throws {
    try await onLoop { loop, done in
      let server = Recorder()
      server.ended = { recorder in
        #expect(recorder.received == Array("last words".utf8))
        done()
      }
      let listener = try loop.reactor.listen(on: Self.here) { $0.handler = server }
      let client = Recorder()
      client.connected = { stream in
        stream.writeBytes(Array("last words".utf8))
        stream.close()
        #expect(!stream.isOpen)
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `finishing ends one direction and drops what still comes`() async throws {
    try await onLoop { loop, done in
      let server = Recorder()
      server.ended = { recorder in
        recorder.stream?.writeBytes(Array("too late".utf8))
        recorder.stream?.close()
      }
      let listener = try loop.reactor.listen(on: Self.here) { stream in
        server.stream = stream
        stream.handler = server
      }
      let client = Recorder()
      client.connected = { $0.finish(linger: .seconds(5)) }
      client.closed = { error in
        #expect(error == nil)
        #expect(client.received == [])
        done()
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `a lingering peer is dropped when the time is over`() async throws {
    try await onLoop { loop, done in
      let server = Recorder()
      server.ended = { _ in }  // never closes
      let listener = try loop.reactor.listen(on: Self.here) { $0.handler = server }
      let client = Recorder()
      client.connected = { $0.finish(linger: .milliseconds(20)) }
      client.closed = { error in
        #expect(error == nil)
        done()
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `a reset is reported with the system's error`() async throws {
    try await onLoop { loop, done in
      let server = Recorder()
      server.closed = { error in
        #expect(error == .system(SystemError("recv", code: ECONNRESET)))
        done()
      }
      let listener = try loop.reactor.listen(on: Self.here) { $0.handler = server }
      let client = Recorder()
      client.connected = { $0.abort(reset: true) }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `nobody listening is a refused connection`() async throws {
    try await onLoop { loop, done in
      let listener = try loop.reactor.listen(on: Self.here) { _ in }
      let address = listener.address
      listener.close()
      let client = Recorder()
      client.closed = { error in
        #expect(error == .system(SystemError("connect", code: ECONNREFUSED)))
        done()
      }
      client.stream = try loop.reactor.connect(to: address, handler: client)
    }
  }

  @Test func `an address in use cannot be listened on, and the error says so`() async throws {
    try await onLoop { loop, done in
      let listener = try loop.reactor.listen(on: Self.here) { _ in }
      #expect(throws: SystemError("bind", code: EADDRINUSE)) {
        try loop.reactor.listen(on: listener.address) { _ in }
      }
      done()
    }
  }

  @Test func `one frame that is shared reaches every stream that takes its form`() async throws {
    try await onLoop { loop, done in
      var slots: [UInt32] = []
      let completed = Counter()
      let listener = try loop.reactor.listen(on: Self.here) { stream in
        stream.handler = Recorder()
        stream.sharing = slots.count == 1 ? .compressed : .plain
        slots.append(UInt32(stream.slot))
        guard slots.count == 3 else { return }
        for byte in UInt8(1)...3 {
          let range = unsafe loop.reactor.share(4) { room in
            for index in 0..<4 { unsafe room[index] = byte }
            return 4
          }
          #expect(loop.reactor.send(range, to: slots.span, where: .plain) == 1)
        }
      }
      for _ in 0..<3 {
        let client = Recorder()
        client.expects = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]
        client.completed = { recorder in
          #expect(recorder.calls == 1)  // the publications of a turn leave in one write
          completed.count += 1
          if completed.count == 2 { done() }
        }
        client.stream = try loop.reactor.connect(to: listener.address, handler: client)
      }
    }
  }

  @Test func `what is shared in several lanes leaves each stream in the order in which it was given`() async throws {
    try await onLoop { loop, done in
      let listener = try loop.reactor.listen(on: Self.here) { stream in
        stream.handler = Recorder()
        stream.sharing = .plain
        let slots = [UInt32(stream.slot)]
        for (lane, byte) in [(0, 1), (1, 2), (0, 3), (15, 4), (15, 5), (1, 6)] {
          // The first lane grows in the middle of the turn, and moves.
          let range = unsafe loop.reactor.share(byte == 3 ? 70_000 : 1, lane: lane) { room in
            unsafe room[0] = UInt8(byte)
            return 1
          }
          #expect(loop.reactor.send(range, to: slots.span, where: .plain) == 0)
          if byte == 4 { stream.writeBytes([9]) }
        }
      }
      let client = Recorder()
      client.expects = [1, 2, 3, 4, 9, 5, 6]
      client.completed = { _ in done() }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }

  @Test func `a stream that receives some of the turn's bytes gets them in order, by one gathered write`() async throws
  {
    try await onLoop { loop, done in
      let server = Recorder()
      let other = Recorder()
      let streams = Counter()
      let listener = try loop.reactor.listen(on: Self.here) { stream in
        streams.count += 1
        let recorder = streams.count == 1 ? server : other
        recorder.stream = stream
        stream.handler = recorder
        guard streams.count == 2, let first = server.stream else { return }
        for byte in UInt8(0)..<200 {  // more pieces than one call takes
          first.writeBytes([byte])
          stream.writeBytes([255])
        }
      }
      let client = Recorder()
      client.expects = Array(0..<200)
      client.completed = { _ in done() }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
      client.connected = { _ in
        let second = Recorder()
        second.stream = try? loop.reactor.connect(to: listener.address, handler: second)
      }
    }
  }

  @Test func `a large payload that is written through stays behind what was written before`() async throws {
    try await onLoop { loop, done in
      let large = [UInt8](repeating: 9, count: 3 << 20)
      let server = Recorder()
      server.expects = [1, 2] + large + [3]
      server.completed = { _ in done() }
      let listener = try loop.reactor.listen(on: Self.here) { $0.handler = server }
      let client = Recorder()
      client.connected = { stream in
        stream.backlogLimit = .max
        stream.writeBytes([1, 2])
        unsafe large.withUnsafeBytes { unsafe stream.writeThrough($0) }
        stream.writeBytes([3])
      }
      client.stream = try loop.reactor.connect(to: listener.address, handler: client)
    }
  }
}

/// Counts on a loop.
private final class Counter {
  var count = 0
}

/// Records what its stream tells it.
private final class Recorder: StreamHandler {
  var stream: Stream?
  var expects: [UInt8]?
  var takesAtLeast = 1
  var received: [UInt8] = []
  var calls = 0
  var stalls = 0
  var drains = 0
  var connected: (Stream) -> Void = { _ in }
  var completed: (Recorder) -> Void = { _ in }
  var ended: ((Recorder) -> Void)?
  var closed: (StreamError?) -> Void = { _ in }

  func streamConnected(_ stream: Stream) { connected(stream) }

  func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    calls += 1
    guard bytes.count >= takesAtLeast else { return 0 }
    unsafe received.append(contentsOf: bytes)
    if received.count == expects?.count {
      #expect(received == expects)
      completed(self)
    }
    return bytes.count
  }

  func streamReachedEnd(_ stream: Stream) {
    if let ended { ended(self) } else { stream.close() }
  }

  func streamStalled(_ stream: Stream) { stalls += 1 }

  func streamDrained(_ stream: Stream) { drains += 1 }

  func stream(_ stream: Stream, closed error: StreamError?) {
    closed(error)
  }
}

extension Stream {
  fileprivate func writeBytes(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe write($0) }
  }
}
