/// How one side wants permessage-deflate to be.
///
/// Windows and takeover cost memory on both sides: about 256 KiB to compress with a window of 15 bits and 32 KiB to
/// decompress, per connection for as long as the context is taken over.
public struct DeflateConfiguration: Sendable, Hashable {
  /// Whether the server may keep its window from one message to the next.
  ///
  /// Default: true, which compresses small similar messages best.
  public var serverTakesOverContext = true

  /// Whether the client may keep its window from one message to the next.
  ///
  /// Default: true.
  public var clientTakesOverContext = true

  /// The largest window of the server in bits, 8 to 15.
  ///
  /// Default: 15. Values outside are held within.
  public var serverMaxWindowBits = 15 {
    didSet { serverMaxWindowBits = Self.clamp(serverMaxWindowBits) }
  }

  /// The largest window of the client in bits, 8 to 15.
  ///
  /// Default: 15. Values outside are held within. A client that does not offer to adjust its window keeps 15.
  public var clientMaxWindowBits = 15 {
    didSet { clientMaxWindowBits = Self.clamp(clientMaxWindowBits) }
  }

  /// The defaults.
  public init() {}

  private static func clamp(_ bits: Int) -> Int {
    min(max(bits, DeflateOffer.windowBits.lowerBound), DeflateOffer.windowBits.upperBound)
  }
}
