import CTautZlib
import TautDeflate

extension Inflater {
  /// The message that `payload` is when it arrives `cut` bytes at a time.
  mutating func message(
    _ payload: [UInt8], cut: Int = .max, limit: Int = 1 << 20
  ) throws(InflateError) -> [UInt8] {
    var output: [UInt8] = []
    let cut = Swift.max(1, Swift.min(cut, payload.count))
    for start in stride(from: 0, to: payload.count, by: cut) {
      let part = Array(payload[start..<Swift.min(start + cut, payload.count)])
      try receive(part, isLast: false, limit: limit, into: &output)
    }
    try receive([], isLast: true, limit: limit, into: &output)
    return output
  }

  /// Inflates `part`.
  mutating func receive(
    _ part: [UInt8], isLast: Bool, limit: Int, into output: inout [UInt8]
  ) throws(InflateError) {
    // The array lives as long as the call.
    try unsafe inflate(part.span.bytes, isLast: isLast, limit: limit, into: &output)
  }
}

extension Deflater {
  /// The payload of `message`.
  mutating func payload(_ message: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    // The array lives as long as the call.
    unsafe compress(message.span.bytes, into: &output)
    return output
  }
}

/// Messages of many lengths and kinds, the same in each run.
struct Messages: Sequence, IteratorProtocol {
  private var state: UInt64
  private var left: Int

  init(seed: UInt64, count: Int) {
    (state, left) = (seed &+ 1, count)
  }

  mutating func next() -> [UInt8]? {
    guard left > 0 else { return nil }
    left -= 1
    let count = Int(random() % [1, 8, 300, 2000][left % 4])
    // Few different bytes compress, with distances of all lengths; all different bytes do not.
    let kinds = [2, 16, 256][Int(random() % 3)]
    return (0..<count).map { _ in UInt8(random() % UInt64(kinds)) }
  }

  private mutating func random() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state >> 11
  }
}
