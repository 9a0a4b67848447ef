import TautDeflate

// What must hold of any bytes that a peer sends compressed, and of any message that we compress:
//
// - a message is the same, or fails in the same way, however its bytes are cut into parts;
// - no more than the limit and one byte comes out, in room that is not much larger;
// - what is compressed comes back, through every window and with either kind of context.

/// libFuzzer calls this with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInflate(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  // libFuzzer lends `count` bytes for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let plan = Plan(input) else { return 0 }
  plan.compareCuts()
  plan.roundTrip()
  return 0
}

/// What the first four bytes of an input choose, and the messages that the rest is.
struct Plan {
  let keepsContext: Bool
  let windowBits: Int
  let level: Int
  let cut: Int
  let limit: Int
  let messages: [[UInt8]]

  init?(_ input: [UInt8]) {
    guard input.count >= 4 else { return nil }
    keepsContext = input[0] & 1 != 0
    // Mostly the largest window: only there does zlib tell a distance that is too far wherever its output is cut.
    windowBits = input[0] & 2 == 0 ? 15 : 8 + Int(input[0] >> 2 & 7)
    level = Int(input[0] >> 5) + 1
    cut = Int(input[1] & 63) + 1
    limit = (Int(input[2]) << 8 | Int(input[3])) + (input[1] >> 6 == 3 ? 1 << 18 : 0)
    messages = input[4...].split(separator: 0xA5, maxSplits: 3, omittingEmptySubsequences: false).map(Array.init)
  }
}

/// Every message up to the first that fails, and how that one does.
struct Outcome: Equatable {
  var messages: [[UInt8]] = []
  var error: InflateError?
}

extension Plan {
  /// Inflates the messages as peers' payloads, whole and in parts.
  func compareCuts() {
    let whole = inflate(messages, cut: .max, limit: limit)
    let parts = inflate(messages, cut: cut, limit: limit)
    let isExact = windowBits == 15 || (whole.error == nil && parts.error == nil)
    precondition(!isExact || whole == parts, "a cut changes a message")
  }

  /// Compresses the messages and inflates the payloads.
  func roundTrip() {
    guard var deflater = try? Deflater(windowBits: windowBits, keepsContext: keepsContext, level: level) else { return }
    let payloads = messages.map { message in
      var payload: [UInt8] = []
      // The array lives as long as the call.
      unsafe deflater.compress(message.span.bytes, into: &payload)
      return payload
    }
    precondition(inflate(payloads, cut: cut, limit: 1 << 20) == Outcome(messages: messages), "a message is lost")
  }

  private func inflate(_ payloads: [[UInt8]], cut: Int, limit: Int) -> Outcome {
    var outcome = Outcome()
    do throws(InflateError) {
      var inflater = try Inflater(windowBits: windowBits, keepsContext: keepsContext)
      for payload in payloads {
        outcome.messages.append([])
        try inflate(
          payload, cut: cut, limit: limit, with: &inflater, into: &outcome.messages[outcome.messages.count - 1])
      }
    } catch {
      outcome.error = error
    }
    return outcome
  }

  private func inflate(
    _ payload: [UInt8], cut: Int, limit: Int, with inflater: inout Inflater, into output: inout [UInt8]
  ) throws(InflateError) {
    defer {
      precondition(output.count <= limit + 1, "more than the limit comes out")
      precondition(output.capacity <= limit + 65_536, "the room is much larger than the limit")
    }
    var start = 0
    repeat {
      let end = min(payload.count, cut == .max ? payload.count : start + cut)
      // The array lives as long as the call.
      try unsafe inflater.inflate(
        payload.span.bytes.extracting(start..<end), isLast: end == payload.count, limit: limit, into: &output)
      start = end
    } while start < payload.count
  }
}
