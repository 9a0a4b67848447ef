/// Counts the connections of addresses and users, and refuses those that are too many or come too quickly.
///
/// Which addresses connect is an attacker's choice, so the table is bounded (``AdmissionLimits/rememberedAddresses``). He
/// cannot make it slow either: Swift hashes with a random seed for each process, so nobody can choose addresses or users
/// that collide.
///
/// ```swift
/// let admission = try admissions.admit(address: peer, user: nil, at: now)
/// // … the connection opens …
/// admissions.opened(admission, at: now)
/// // … the connection ends …
/// admissions.release(admission, at: now)
/// ```
public struct Admissions: Sendable {
  private struct Address: Sendable {
    var connections = 0
    /// When it may open as many connections at once as ever (the generic cell rate algorithm).
    var rested: ContinuousClock.Instant
    /// What those were told who came too early.
    var appointments: Appointments
  }

  /// What is allowed.
  public let limits: AdmissionLimits

  private var addresses: [IPAddress: Address] = [:]
  private var users: [String: Int] = [:]
  /// The addresses of the table that have no connection.
  private var idle = 0
  private let interval: Duration
  /// The connections of all within a second, where they are limited.
  private var rate: ConnectRate?

  /// Counts nobody yet.
  public init(_ limits: AdmissionLimits) {
    self.limits = limits
    interval = .seconds(1) / max(1, limits.connectsPerSecondPerAddress)
    rate = limits.connectsPerSecond > 0 ? ConnectRate(limit: limits.connectsPerSecond) : nil
  }

  /// The number of addresses in the table.
  public var rememberedAddresses: Int { addresses.count }

  /// The number of users with a connection.
  public var connectedUsers: Int { users.count }

  /// Lets a connection in and counts it.
  ///
  /// - Parameters:
  ///   - address: Where it comes from, or nil where that is unknown or shall not count.
  ///   - user: Who it is, or nil for somebody unknown.
  ///   - now: The present.
  /// - Returns: What to hand back when the connection opens (``opened(_:at:)``) and when it ends (``release(_:at:)``), or
  ///   when it comes to nothing (``withdraw(_:at:)``).
  /// - Throws: ``AdmissionRefusal``; what was refused counts for nothing.
  public mutating func admit(
    address: IPAddress?, user: String?, at now: ContinuousClock.Instant
  ) throws(AdmissionRefusal) -> Admission {
    let key = limits.countsAddresses ? address.map(Self.key) : nil
    let name = limits.connectionsPerUser > 0 ? user : nil
    if let name, users[name, default: 0] >= limits.connectionsPerUser {
      throw .userFull(limit: limits.connectionsPerUser)
    }
    // Whoever is held back for himself must not send others away for longer, so the rate of all comes last.
    let counted = try key.map { key throws(AdmissionRefusal) in try checked(key, at: now) }
    if let wait = rate?.admit(at: now) { throw .tooFast(limit: limits.connectsPerSecond, retryAfter: wait) }
    if let key, let counted { count(key, as: counted) }
    if let name { users[name, default: 0] += 1 }
    return Admission(address: key, user: name)
  }

  /// Records that a connection is open since `time`: from then on it counts for a second in the rate of all.
  public mutating func opened(_ admission: Admission, at time: ContinuousClock.Instant) {
    rate?.opened(at: time)
  }

  /// Records that a connection did not open, and will not.
  public mutating func withdraw(_ admission: Admission, at now: ContinuousClock.Instant) {
    rate?.withdraw()
    release(admission, at: now)
  }

  /// Records that a connection which was open is gone.
  public mutating func release(_ admission: Admission, at now: ContinuousClock.Instant) {
    if let user = admission.user, let count = users[user] { users[user] = count > 1 ? count - 1 : nil }
    guard let key = admission.address, var address = addresses[key] else { return }
    address.connections -= 1
    guard address.connections == 0 else {
      addresses[key] = address
      return
    }
    let isForgotten = address.rested <= now
    addresses[key] = isForgotten ? nil : address
    if !isForgotten { idle += 1 }
  }

  /// RFC 6177, 2: a site has at least 64 bits of IPv6 for itself.
  private static func key(_ address: IPAddress) -> IPAddress {
    address.isIPv4 ? address : address.prefix(64)
  }

  /// What an address has with a further connection, if it may have one.
  private mutating func checked(
    _ key: IPAddress, at now: ContinuousClock.Instant
  ) throws(AdmissionRefusal) -> Address {
    if addresses[key] == nil { try makeRoom(at: now) }
    var address = addresses[key] ?? Address(rested: now, appointments: Appointments(interval: interval))
    if limits.connectionsPerAddress > 0, address.connections >= limits.connectionsPerAddress {
      throw .addressFull(limit: limits.connectionsPerAddress)
    }
    address.connections += 1
    let limit = limits.connectsPerSecondPerAddress
    guard limit > 0 else { return address }
    address.rested = max(address.rested, now) + interval
    let free = address.rested - interval * max(1, limits.connectBurstPerAddress)
    guard free > now else { return address }
    let wait = addresses[key]?.appointments.next(notBefore: free, at: now) ?? (free - now)
    throw .addressTooFast(limit: limit, retryAfter: wait)
  }

  private mutating func count(_ key: IPAddress, as address: Address) {
    if addresses[key]?.connections == 0 { idle -= 1 }
    addresses[key] = address
  }

  /// Forgets addresses without a connection when the table is full.
  ///
  /// First go those whose rate is as good as new, and where that frees too little, all. So a sweep is followed by many
  /// connects that need none.
  private mutating func makeRoom(at now: ContinuousClock.Instant) throws(AdmissionRefusal) {
    guard addresses.count >= limits.rememberedAddresses else { return }
    guard idle > 0 else { throw .tooManyAddresses(limit: limits.rememberedAddresses) }
    addresses = addresses.filter { $0.value.connections > 0 || $0.value.rested > now }
    if addresses.count > limits.rememberedAddresses / 16 * 15 {
      addresses = addresses.filter { $0.value.connections > 0 }
    }
    idle = addresses.values.count { $0.connections == 0 }
  }
}
