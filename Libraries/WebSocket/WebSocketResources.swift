import TautCrypto
import TautDeflate

/// What all WebSockets of one loop share: mask keys, compressors without context, and room to compress into.
public final class WebSocketResources {
  var maskKeys = MaskKeys()
  var inflaters = InflaterPool()
  var scratch: [UInt8] = []
  private var deflaters: [SharedDeflater?] = Array(repeating: nil, count: 16)

  /// Makes the resources of a loop; they fill as they are used.
  public init() {}

  /// Compresses a message without context into ``scratch``, for a peer whose window has `windowBits` bits.
  ///
  /// The context is reset for each message, so one compressor serves all connections.
  func compress(_ message: RawSpan, windowBits: Int) throws(DeflateError) {
    let deflater: SharedDeflater
    if let shared = deflaters[windowBits] {
      deflater = shared
    } else {
      deflater = try SharedDeflater(windowBits: windowBits)
      deflaters[windowBits] = deflater
    }
    scratch.removeAll(keepingCapacity: true)
    deflater.deflater.compress(message, into: &scratch)
  }
}

/// A compressor that starts every message afresh.
private final class SharedDeflater {
  var deflater: Deflater

  init(windowBits: Int) throws(DeflateError) {
    deflater = try Deflater(windowBits: windowBits, keepsContext: false)
  }
}
