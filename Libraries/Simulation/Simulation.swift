public import TautEnvelope
internal import TautJSON

/// Stands in for a server: messages of its own making, on every channel, in a steady beat (S0's simulation mode).
///
/// It reads no clock and has no chance of its own. Poll it, hand out what it put into the array, and poll it again at
/// the time that it returns. The same seed gives the same messages, and each says that it is simulated in `meta.source`.
///
/// ```swift
/// var simulation = Simulation(seed: 7)
/// simulation.setSimulationMode(true)
/// let next = simulation.poll(at: now, timestamp: milliseconds, into: &messages)
/// ```
public struct Simulation: Sendable {
  /// What is simulated; a change counts from the next tick on.
  public var configuration: SimulationConfiguration

  /// The last messages, oldest first, at most ``SimulationConfiguration/historyLimit``.
  public private(set) var history: [Envelope] = []

  private var market: SimulatedMarket
  private var random: SplitMix64
  private var count = 0
  private var next: ContinuousClock.Instant?

  /// A simulation whose first tick is due at once, if it is enabled.
  public init(_ configuration: SimulationConfiguration = SimulationConfiguration(), seed: UInt64) {
    self.configuration = configuration
    market = SimulatedMarket(seed: seed)
    // Custom generators draw from a sequence of their own, so that they do not change what the market does.
    random = SplitMix64(seed: ~seed)
  }

  /// Whether data are simulated.
  public var isSimulating: Bool { configuration.isEnabled }

  /// Whether the application is to show that its data are simulated.
  public var showsIndicator: Bool { isSimulating && configuration.showsIndicators }

  /// Switches the simulation on, with a tick that is due at once, or off.
  public mutating func setSimulationMode(_ isOn: Bool) {
    guard isOn != isSimulating else { return }
    configuration.isEnabled = isOn
    next = nil
  }

  /// Adds the messages that are due at `now`.
  ///
  /// A simulation that was not polled for a while skips what it missed.
  ///
  /// - Parameters:
  ///   - now: The present.
  ///   - timestamp: The present for the messages, in milliseconds since 1970.
  ///   - messages: Where the messages go, one for each channel that has a generator.
  /// - Returns: When to poll again; nil while nothing is simulated.
  public mutating func poll(
    at now: ContinuousClock.Instant, timestamp: Int64, into messages: inout [Envelope]
  ) -> ContinuousClock.Instant? {
    guard isSimulating else { return nil }
    if let next, now < next { return next }
    for channel in configuration.channels {
      guard let message = message(of: channel, at: timestamp) else { continue }
      messages.append(message)
      history.append(message)
    }
    history.removeFirst(max(0, history.count - configuration.historyLimit))
    return schedule(after: now)
  }

  private mutating func schedule(after now: ContinuousClock.Instant) -> ContinuousClock.Instant {
    let due = (next ?? now) + configuration.updateInterval
    let later = due > now ? due : now + configuration.updateInterval
    next = later
    return later
  }

  private mutating func message(of channel: String, at timestamp: Int64) -> Envelope? {
    guard let generator = configuration.generator(of: channel) else { return nil }
    count += 1
    let id = "simulation-\(count)"
    return Envelope(
      Self.type(of: channel), at: timestamp, correlationId: .string(id), payload: payload(of: generator, at: timestamp),
      meta: EnvelopeMeta(source: .simulation, room: channel, id: id))
  }

  private mutating func payload(of generator: SimulationGenerator, at timestamp: Int64) -> [UInt8] {
    switch generator.source {
    case .custom(let body): return body(&random, timestamp).bytes
    case .market(let channel):
      var json = JSONWriter()
      market.write(channel, at: timestamp, to: &json)
      return json.bytes
    }
  }

  /// S0's types for S0's channels; any other channel is its own type, as in S0's example of a test.
  private static func type(of channel: String) -> MessageType {
    switch channel {
    case "props": .propUpdate
    case "odds": .oddsChange
    case "games": .gameUpdate
    default: MessageType(channel)
    }
  }
}
