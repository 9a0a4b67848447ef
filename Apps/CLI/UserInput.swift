internal import CTautTerminal
internal import Dispatch

/// What the user says: lines from a pipe, or keys that a ``Console`` makes into lines.
///
/// Reading waits in a thread of its own, and never runs ahead of who takes the lines by more than ``ahead``.
final class UserInput: Sendable {
  /// Something the user said.
  enum Event: Sendable, Hashable {
    /// A line, without its line feed, as it came.
    case line([UInt8])
    /// The end of the input.
    case end
    /// Ctrl-C.
    case interrupt
  }

  /// The lines that may wait.
  static let ahead = 64

  /// The events in order; after ``Event/end`` none comes.
  let events: AsyncStream<Event>

  private let continuation: AsyncStream<Event>.Continuation
  private let room = DispatchSemaphore(value: 0)

  /// Input that is not read before one of the `start` methods is called.
  init() {
    (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .unbounded)
    // Counted up from 0: Dispatch traps when a semaphore dies below the value that it began with.
    for _ in 0..<Self.ahead { room.signal() }
  }

  /// Says that an event has been dealt with, so that another may be read.
  func taken() {
    room.signal()
  }

  /// Reads keys where there is a console, which it starts, and lines where not.
  func start(_ console: Console?) {
    guard let console else { return startLines() }
    console.start()
    startKeys(console)
  }

  private func startLines() {
    read { input in
      while let line = Self.nextLine() { input.put(.line(line)) }
    }
  }

  private func startKeys(_ console: Console) {
    read { input in
      var decoder = KeyDecoder()
      while let key = Self.nextKey(&decoder) {
        guard input.put(console.receive(key), console) else { return }
      }
    }
  }

  private func read(_ body: @escaping @Sendable (UserInput) -> Void) {
    // A queue of its own: the wait for input must not take a thread from the tasks' pool.
    DispatchQueue(label: "tautline.input").async {
      body(self)
      self.put(.end)
    }
  }

  private func put(_ event: Event) {
    room.wait()
    continuation.yield(event)
  }

  /// Carries out what an edited line asks for, and returns false at the end.
  private func put(_ effect: LineEditor.Effect, _ console: Console) -> Bool {
    switch effect {
    case .submit(let line): put(.line(Array(line.utf8)))
    case .interrupt: put(.interrupt)
    case .end: return false
    case .suspend:
      Terminal.suspend()
      console.redraw()
    case .none, .redraw, .clear, .bell: break
    }
    return true
  }

  private static func nextLine() -> [UInt8]? {
    var line = [UInt8]()
    while true {
      let byte = taut_input_byte()
      if byte < 0 { return line.isEmpty ? nil : line }
      if byte == 0x0A { return line }
      line.append(UInt8(truncatingIfNeeded: byte))
    }
  }

  private static func nextKey(_ decoder: inout KeyDecoder) -> Key? {
    while true {
      // 50 ms: longer than the bytes of one key are apart, shorter than a person notices.
      if decoder.isUndecided, taut_input_is_ready(50) == 0, let key = decoder.receiveSilence() { return key }
      let byte = taut_input_byte()
      guard byte >= 0 else { return nil }
      if let key = decoder.receive(UInt8(truncatingIfNeeded: byte)) { return key }
    }
  }
}
