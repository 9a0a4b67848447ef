internal import TautJSON

/// The simulated feed of a server that has no real one: what to publish, and when.
///
/// A feed reads no clock and publishes nothing. Poll it, publish what it put into the ``FeedOutput``, and poll it again
/// at the time that it returns. The same seed gives the same publications.
///
/// | Type | Rooms |
/// |---|---|
/// | `odds_update` | `odds_updates` and the sport's |
/// | `prop_update` | `props`, `predictions` and the sport's |
/// | `game_update` | `games` and the sport's |
public struct Feed: Sendable {
  /// The time between two updates.
  ///
  /// Default: 250 milliseconds. Half of the updates are odds, a quarter propositions, a quarter games.
  public var interval: Duration = .milliseconds(250)

  private var market: SimulatedMarket
  private var step = 0
  private var next: ContinuousClock.Instant?

  /// The channels in the order in which they take turns.
  private static let turns: [SimulatedMarket.Channel] = [.odds, .props, .odds, .games]

  /// Makes a feed; its first update is due at once.
  public init(seed: UInt64) {
    market = SimulatedMarket(seed: seed)
  }

  /// Adds the update that is due at `now`, if one is.
  ///
  /// A feed that was not polled for a while skips what it missed instead of catching up.
  ///
  /// - Parameters:
  ///   - now: The present.
  ///   - timestamp: The present for the messages, in milliseconds since 1970.
  ///   - output: Where the publications go.
  /// - Returns: When to poll again.
  public mutating func poll(
    at now: ContinuousClock.Instant, timestamp: Int64, into output: inout FeedOutput
  ) -> ContinuousClock.Instant {
    if let next, now < next { return next }
    update(at: timestamp, into: &output)
    let due = (next ?? now) + interval
    let later = due > now ? due : now + interval
    next = later
    return later
  }

  private mutating func update(at timestamp: Int64, into output: inout FeedOutput) {
    let channel = Self.turns[step % Self.turns.count]
    step += 1
    let start = output.bytes.count
    var room = ""
    JSONWriter.append(to: &output.bytes) { json in
      room = market.write(channel, at: timestamp, to: &json)
    }
    for room in Self.rooms(of: channel) + [room] {
      output.publications.append(
        FeedOutput.Publication(room: room, type: Self.type(of: channel), payload: start..<output.bytes.count))
    }
  }

  private static func type(of channel: SimulatedMarket.Channel) -> String {
    switch channel {
    case .odds: "odds_update"
    case .props: "prop_update"
    case .games: "game_update"
    }
  }

  private static func rooms(of channel: SimulatedMarket.Channel) -> [String] {
    switch channel {
    case .odds: ["odds_updates"]
    case .props: ["props", "predictions"]
    case .games: ["games"]
    }
  }
}
