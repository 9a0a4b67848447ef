/// Counts the connections of addresses and users, and refuses those that are too many or come too quickly.
///
/// Which addresses connect is an attacker's choice, so the table is bounded (``AdmissionLimits/rememberedAddresses``). He
/// cannot make it slow either: Swift hashes with a random seed for each process, so nobody can choose addresses or users
/// that collide.
///
/// ```swift
/// let admission = try admissions.admit(address: peer, user: nil, at: now)
/// // … the connection ends …
/// admissions.release(admission, at: now)
/// ```
public struct Admissions: Sendable {
  private struct Address: Sendable {
    var connections = 0
    /// When it may open as many connections at once as ever (the generic cell rate algorithm).
    var rested: ContinuousClock.Instant
    /// The last time that was named to somebody who came too early.
    var named: ContinuousClock.Instant?
  }

  /// The longest wait that is named, so that nobody can have others sent away for hours.
  private static let longestWait: Duration = .seconds(30)

  /// What is allowed.
  public let limits: AdmissionLimits

  private var addresses: [IPAddress: Address] = [:]
  private var users: [String: Int] = [:]
  /// The addresses of the table that have no connection.
  private var idle = 0
  private let interval: Duration

  /// Counts nobody yet.
  public init(_ limits: AdmissionLimits) {
    self.limits = limits
    interval = .seconds(1) / max(1, limits.connectsPerSecond)
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
  /// - Returns: What to hand back when the connection ends.
  /// - Throws: ``AdmissionRefusal``; what was refused counts for nothing.
  public mutating func admit(
    address: IPAddress?, user: String?, at now: ContinuousClock.Instant
  ) throws(AdmissionRefusal) -> Admission {
    let key = countsAddresses ? address.map(Self.key) : nil
    let name = limits.connectionsPerUser > 0 ? user : nil
    if let name, users[name, default: 0] >= limits.connectionsPerUser {
      throw .userFull(limit: limits.connectionsPerUser)
    }
    if let key { try count(key, at: now) }
    if let name { users[name, default: 0] += 1 }
    return Admission(address: key, user: name)
  }

  /// Records that a connection is gone.
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

  private var countsAddresses: Bool { limits.connectionsPerAddress > 0 || limits.connectsPerSecond > 0 }

  /// RFC 6177, 2: a site has at least 64 bits of IPv6 for itself.
  private static func key(_ address: IPAddress) -> IPAddress {
    address.isIPv4 ? address : address.prefix(64)
  }

  private mutating func count(_ key: IPAddress, at now: ContinuousClock.Instant) throws(AdmissionRefusal) {
    if addresses[key] == nil { try makeRoom(at: now) }
    var address = addresses[key] ?? Address(rested: now)
    if limits.connectionsPerAddress > 0, address.connections >= limits.connectionsPerAddress {
      throw .addressFull(limit: limits.connectionsPerAddress)
    }
    if limits.connectsPerSecond > 0 {
      let rested = max(address.rested, now) + interval
      let excess = rested - now - interval * max(1, limits.connectBurst)
      guard excess <= .zero else {
        throw .tooFast(limit: limits.connectsPerSecond, retryAfter: wait(of: key, atLeast: excess, at: now))
      }
      address.rested = rested
    }
    if address.connections == 0, addresses[key] != nil { idle -= 1 }
    address.connections += 1
    addresses[key] = address
  }

  /// When somebody may come back: each is told a time of his own, as long as they are not too many, so that those who were
  /// sent away together do not come back together.
  private mutating func wait(of key: IPAddress, atLeast excess: Duration, at now: ContinuousClock.Instant) -> Duration {
    let next = addresses[key]?.named.map { $0 + interval } ?? now
    let named = min(max(now + excess, next), now + max(excess, Self.longestWait))
    addresses[key]?.named = named
    return named - now
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
