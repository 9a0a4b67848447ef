public import TautJSON
public import TautRooms

/// What a hub allows and remembers.
///
/// All hubs of one server have the same configuration.
public struct HubConfiguration: Sendable {
  /// The rooms that exist from the start.
  ///
  /// Default: the rooms and channels of the seeds. Names that break the rules of ``RoomName`` are a mistake of the caller.
  public var rooms: [String] = [
    "odds_updates", "predictions", "analytics", "arbitrage", "mlb", "nba", "nfl", "nhl", "portfolio", "system_alerts",
    "events", "props", "odds", "games",
  ]

  /// Whether the first publish to an unknown room creates it.
  ///
  /// Default: true. A subscription never creates a room: an unknown one is answered with a `subscription_error`.
  public var publishCreatesRooms = true

  /// Whether any client may publish to any room.
  ///
  /// Default: false. It is for servers whose clients are trusted, and for tests.
  public var clientsMayPublish = false

  /// The most rooms of which one hub is the home.
  ///
  /// Default: 10,000, about 10 MB of bookkeeping without histories. Publishing to one more is an error.
  public var maximumRooms = 10_000

  /// The most subscriptions that one connection may hold.
  ///
  /// Default: 128. One more is a `subscription_error` with the code `TOO_MANY_SUBSCRIPTIONS`.
  public var subscriptionsPerConnection = 128

  /// The values and bounds that the filters of one connection may hold together.
  ///
  /// Default: 8,192, which cost some 2 MB at worst. One more is a `subscription_error` as well.
  public var filterValuesPerConnection = 8_192

  /// The subscriptions that one hub may hold, each counted as often as its filter has values, and at least once.
  ///
  /// Default: 4,000,000, some 2 GB at worst. One more is a `subscription_error` with the code `TOO_MANY_SUBSCRIPTIONS`.
  public var subscriptionCapacity = 4_000_000

  /// How large the filters of one subscription may be.
  public var filters = FilterLimits()

  /// The different filters of one room that say only what must not be, and are checked for every publication.
  ///
  /// Default: 1,000 on each loop. One more is a `subscription_error` with the code `INVALID_FILTERS`.
  public var unindexedFiltersPerRoom = 1_000

  /// The most wildcard subscriptions of one connection.
  ///
  /// Default: 16.
  public var patternsPerConnection = 16

  /// The most rooms that one wildcard subscription covers.
  ///
  /// Default: 256. A pattern that covers more is refused; rooms that come into being beyond it are not covered, which the
  /// client is told once.
  public var roomsPerPattern = 256

  /// The most members of one room that its presence keeps.
  ///
  /// Default: 10,000, some 4 MB at worst; 0 turns presence off.
  public var presenceMembers = 10_000

  /// How long who comes and goes is gathered before subscribers are told.
  ///
  /// Default: 100 milliseconds, so that a crowd that comes at once is one message.
  public var presenceInterval: Duration = .milliseconds(100)

  /// What one subscription with delivery options may hold back and remember.
  public var delivery = DeliveryLimits()

  /// How much of what a room amounts to is kept for snapshots.
  ///
  /// 0 keys turn snapshots off.
  public var state = RoomStateLimits()

  /// The path of the key that snapshots go by where the request names none.
  ///
  /// Default: `id`.
  public var stateKey: JSONPath = "id"

  /// The most other keys by which the state of one room is kept; the one that was kept first gives way.
  ///
  /// Default: 4, at least 1.
  public var stateKeysPerRoom = 4

  /// The messages per second that one connection may send.
  ///
  /// Default: 1000; 0 turns the limit off. Who exceeds it gets an `error` `RATE_LIMIT_EXCEEDED` and is closed. A request that
  /// makes the server work for longer than usual counts as several.
  public var rateLimit = 1_000

  /// How many messages one connection may send at once before ``rateLimit`` holds it back.
  ///
  /// Default: 2000.
  public var rateBurst = 2_000

  /// The bytes that may wait for one connection whose transport is stalled.
  ///
  /// Default: 1 MiB. Beyond it the policy of the subscription decides: disconnect, drop the oldest, keep the latest.
  public var backlogLimit = 1 << 20

  /// The bytes of history that may wait for one connection while it is replayed.
  ///
  /// Default: 4 MiB. They are references to what histories hold, not copies. What exceeds it is told as a gap.
  public var replayLimit = 4 << 20

  /// The bytes of waiting publications that leave in one go when a transport has drained.
  ///
  /// Default: 64 KiB, so that a reader that is slow again holds little twice.
  public var drainChunk = 64 << 10

  /// What each room remembers.
  public var history = HistoryLimits()

  /// The bytes that all rooms of one hub may take together for their histories and for snapshots.
  ///
  /// Default: 256 MiB. Beyond it the largest rooms forget their oldest publications, in turn; who recovers is told of
  /// the gap as always, and a snapshot says that it is not complete. A publication counts its message and 256 bytes, in
  /// the history and for a snapshot.
  public var historyMemory = 256 << 20

  /// How many publish ids each room remembers, so that a repeated publish is recognised.
  ///
  /// Default: 1,000.
  public var rememberedIDs = 1_000

  /// What a publish waits for.
  ///
  /// Default: nothing, histories live in memory.
  public var storage = HubStorage.memory

  /// The most publications of one hub that may wait to be stored.
  ///
  /// Default: 32,768; one more is a ``PublishError/storeBusy(limit:)``.
  public var unstoredPublications = 32_768

  /// The most bytes of payload and meta data that may wait to be stored.
  ///
  /// Default: 32 MiB; one larger publication is taken when nothing else waits.
  public var unstoredBytes = 32 << 20

  /// The room from which `get_props` is answered.
  ///
  /// Default: `props`.
  public var propsRoom = "props"

  /// The default configuration.
  public init() {}
}
