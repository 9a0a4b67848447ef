/// One device of one user.
public struct DeviceAddress: Sendable, Hashable {
  /// The user, as the subject of the token has it.
  public var user: String
  /// What tells the device from the user's others; empty for all that do not name themselves.
  public var device: String

  /// Names a device.
  public init(user: String, device: String = "") {
    self.user = user
    self.device = device
  }

  /// Whether the device has a name of its own.
  public var isNamed: Bool { !device.isEmpty }
}
