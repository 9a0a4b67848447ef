/// What a hub has counted since it was made; all numbers only rise, and the server adds those of its loops.
public struct HubCounters: Sendable, Hashable {
  /// Connections that were opened.
  public var connectionsOpened = 0
  /// Connections that came back: they asked for what they had missed.
  public var reconnects = 0
  /// Messages that clients sent.
  public var messagesIn = 0
  /// Bytes of the messages that clients sent.
  public var bytesIn = 0
  /// Messages to clients, fan-outs counted once per recipient.
  public var messagesOut = 0
  /// Publications of rooms whose home this hub is.
  public var publications = 0
  /// Publishes that repeated an id and were answered without being published again.
  public var publicationsRepeated = 0
  /// Publications that could not be stored, and were not delivered.
  public var publicationsNotStored = 0
  /// Publications to clients, live and replayed.
  public var deliveries = 0
  /// Publications that were replayed to clients that came back.
  public var replayed = 0
  /// Groups of publications that left as a subscription's delivery options say.
  public var shaped = 0
  /// Publications that a subscription's delivery options left out.
  public var suppressed = 0
  /// Recoveries that ended in a gap.
  public var gaps = 0
  /// Publications that were forgotten because all rooms together remembered too much.
  public var forgotten = 0
  /// What was not delivered to slow readers, by the reason.
  public var drops = DropCounters()
  /// `error` and `subscription_error` messages by their code.
  public var errors: [HubError: Int] = [:]

  /// Counters at zero.
  public init() {}
}
