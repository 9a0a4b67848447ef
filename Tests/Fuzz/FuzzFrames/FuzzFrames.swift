import TautBytes
import TautFraming

/// Decodes the input three times, cut in different ways, and stops the process where the results differ.
///
/// The first byte chooses the role, the compression, the limits and the cuts; the rest are bytes from a peer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start = unsafe start, count > 0 else { return 0 }
  // Sound: libFuzzer passes `count` bytes, which are copied here.
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  let setup = Setup(input[0])
  let bytes = input.dropFirst()
  let whole = setup.decode(bytes) { _ in bytes.count }
  precondition(setup.decode(bytes) { _ in 1 } == whole, "byte by byte gives something else")
  precondition(setup.decode(bytes, cut: setup.cut) == whole, "cut in pieces gives something else")
  setup.checkEncoding(of: whole)
  return 0
}

/// What the first byte of the input chooses.
struct Setup {
  let role: Role
  let allowsCompression: Bool
  let limits: FrameLimits
  private let cutSeed: Int

  init(_ byte: UInt8) {
    role = byte & 1 == 0 ? .server : .client
    allowsCompression = byte & 2 != 0
    limits =
      switch byte >> 2 & 3 {
      case 0: FrameLimits()
      case 1: FrameLimits(maxMessage: 64, maxFrame: 32)
      case 2: FrameLimits(maxMessage: 0)
      default: FrameLimits(maxMessage: .max)
      }
    cutSeed = Int(byte >> 4)
  }

  /// The length of the piece with a number: one of sixteen patterns of short and long pieces.
  func cut(_ number: Int) -> Int {
    1 + (number &* (cutSeed + 3) + cutSeed) % (2 * cutSeed + 5)
  }

  /// Decodes `bytes` in pieces whose lengths `cut` tells.
  func decode(_ bytes: ArraySlice<UInt8>, limits: FrameLimits? = nil, cut: (Int) -> Int) -> [Received] {
    let limits = limits ?? self.limits
    var reader = Reader(FrameDecoder(role: role, limits: limits, allowsCompression: allowsCompression))
    var rest = bytes
    var number = 0
    while !rest.isEmpty, !reader.hasFailed {
      let piece = rest.prefix(cut(number))
      reader.receive(piece)
      rest = rest.dropFirst(piece.count)
      number += 1
    }
    return reader.finish()
  }

  /// Encodes what was received and decodes that: the same must come out.
  func checkEncoding(of received: [Received]) {
    var encoded: [UInt8] = []
    let sent = received.filter { $0.frame != nil }
    for case let (opcode, payload)? in sent.map(\.frame) {
      let key: UInt32? = role == .server ? 0x9A3C_51E7 : nil
      let header = FrameHeader(opcode, length: payload.count, maskingKey: key)
      payload.withBytes { header.append($0, to: &encoded) }
    }
    // In one frame, a message may be longer than the limit of the frames that it came in.
    let again = decode(encoded[...], limits: FrameLimits(maxMessage: .max)) { _ in encoded.count }
    precondition(again == sent, "what is encoded is decoded as something else")
  }
}
