/// That a device has acknowledged a message.
public struct InboxReceipt: Sendable, Hashable {
  /// The device.
  public var device: String
  /// When the acknowledgement came: milliseconds since 1970.
  public var time: Int64

  /// Makes a receipt.
  public init(device: String, time: Int64) {
    self.device = device
    self.time = time
  }
}
