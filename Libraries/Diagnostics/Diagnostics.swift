/// Remembers what happened to a client's connection, and explains where it stands.
///
/// It reads no clock and connects nothing: tell it what happened and when. ``state(at:)`` is S2's `WSState`, ``log`` has
/// S2's lines, and ``explain(at:)`` says why the connection is where it is, and what to do.
///
/// All of it has a bound: ``attemptLimit`` attempts, ``typeLimit`` message types, ``ConnectionLog/capacity`` lines.
public struct Diagnostics: Sendable {
  /// How many attempts that have ended are remembered (S2).
  public static let attemptLimit = 10

  /// How many message types are counted by their names; further ones are counted together as ``otherTypes``.
  public static let typeLimit = 64

  /// The name under which types beyond ``typeLimit`` are counted.
  public static let otherTypes = "(other)"

  /// The client's id.
  public let clientID: String

  /// Where the connection stands.
  public internal(set) var phase = ConnectionPhase.idle

  /// The last lines of the log.
  public internal(set) var log = ConnectionLog()

  /// Whether simulated data take the connection's place.
  public internal(set) var isSimulating = false

  /// Why the connection is in its phase, where somebody said it.
  var phaseReason: String?
  var phaseStart: ContinuousClock.Instant
  var url: String
  var stats = ConnectionStats()
  var currentAttempt: ConnectionAttempt?
  var recentAttempts: [ConnectionAttempt] = []
  var lastFailure: ConnectionFailure?
  /// Why the server ends the connection that is open, where it announced it.
  var announcement: String?
  /// When the next attempt is due.
  var nextAttempt: ContinuousClock.Instant?
  /// Why the last connection was closed by the program.
  var wasClosedByProgram = false
  var fallbackReason: String?
  var hello: ServerHello?
  var openSince: ContinuousClock.Instant?
  private var lastActivity: ContinuousClock.Instant?
  private let start: ContinuousClock.Instant
  private let wallStart: WallTime

  /// Diagnostics of a client that has not tried to connect.
  ///
  /// - Parameters:
  ///   - clientID: The client's id.
  ///   - url: The URL; tokens in it are masked at once.
  ///   - now: The present.
  ///   - time: The present as a calendar has it, from which all later times are counted.
  public init(clientID: String, url: String, at now: ContinuousClock.Instant, time: WallTime) {
    self.clientID = clientID
    self.url = URLMask.masked(url)
    start = now
    phaseStart = now
    wallStart = time
  }

  /// Whether the server has announced that it ends the connection that is open.
  public var isRestartAnnounced: Bool { announcement != nil }

  /// Everything about the connection at this moment.
  public func state(at now: ContinuousClock.Instant) -> ConnectionState {
    ConnectionState(
      phase: phase, clientID: clientID, url: url, stats: stats(at: now), currentAttempt: currentAttempt,
      recentAttempts: recentAttempts, fallbackReason: fallbackReason, announcedRestart: announcement,
      lastHelloMessage: hello,
      connectionFeatures: hello?.features ?? [], isFallbackMode: phase == .fallback, isSimulating: isSimulating)
  }

  /// The figures at this moment.
  public func stats(at now: ContinuousClock.Instant) -> ConnectionStats {
    var stats = stats
    stats.currentUptimeMs = openSince.map { max(now - $0, .zero).wholeMilliseconds } ?? 0
    stats.connectionStart = openSince.map(time)
    stats.lastActivity = lastActivity.map(time)
    return stats
  }

  /// What a calendar has for this moment.
  func time(at now: ContinuousClock.Instant) -> WallTime { wallStart + (now - start) }

  mutating func noteActivity(at now: ContinuousClock.Instant) {
    lastActivity = now
  }
}
