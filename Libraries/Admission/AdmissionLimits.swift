/// How much one client may take of a server.
public struct AdmissionLimits: Sendable, Hashable {
  /// The most connections that one address may have at one time; 0 for no limit.
  ///
  /// Default: 0. Many users may share an address. The addresses of one IPv6 network of 64 bits count as one, because a
  /// single host can have all of them.
  public var connectionsPerAddress = 0

  /// The most connections that one user may have at one time; 0 for no limit.
  ///
  /// Default: 0.
  public var connectionsPerUser = 0

  /// The connections of all clients that may open within any second; 0 for no limit.
  ///
  /// Default: 0. However a second is chosen, it has no more, so there is no burst beyond it: what a server withstands, after a
  /// restart for instance. The times of so many connections are remembered, 16 bytes each.
  public var connectsPerSecond = 0

  /// The connections per second that one address may open; 0 for no limit.
  ///
  /// Default: 0.
  public var connectsPerSecondPerAddress = 0

  /// How many connections one address may open at once before ``connectsPerSecondPerAddress`` holds it back.
  ///
  /// Default: twice the rate.
  public var connectBurstPerAddress: Int {
    get { burst ?? connectsPerSecondPerAddress * 2 }
    set { burst = newValue }
  }

  /// The most addresses that are remembered.
  ///
  /// Default: 262,144, some 20 MB. When it is reached, addresses without a connection are forgotten, and with them how
  /// fast they connected; where all have one, further addresses are refused.
  public var rememberedAddresses = 1 << 18

  private var burst: Int?

  /// No limits.
  public init() {}

  /// Whether anything is limited.
  public var isLimiting: Bool { countsAddresses || connectionsPerUser > 0 || connectsPerSecond > 0 }

  var countsAddresses: Bool { connectionsPerAddress > 0 || connectsPerSecondPerAddress > 0 }
}
