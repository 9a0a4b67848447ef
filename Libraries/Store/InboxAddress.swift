/// One device of one user.
public struct InboxAddress: Sendable, Hashable {
  /// The user, as the subject of the token has it.
  public var user: String
  /// What tells the device from the user's others, such as the client id that persists on it.
  public var device: String

  /// Names a device.
  public init(user: String, device: String) {
    self.user = user
    self.device = device
  }
}
