import TautEnvelope
import TautRooms

/// One room that the application is subscribed to, perhaps several times, and the one subscription that the server has.
///
/// Where the subscriptions want different messages, the server is asked for all of them, and each gets what its filter lets
/// pass: so the room has one position and one order, however many subscriptions there are.
struct SessionRoom: Sendable {
  /// What the server was told on the present link.
  enum Wire: Sendable, Hashable {
    /// Nothing.
    case absent
    /// The request with this number, which is not answered.
    case asked(UInt64)
    /// It is confirmed.
    case live
  }

  /// One subscription of the application.
  struct Handle: Sendable {
    let id: SubscriptionID
    let filter: Filter
    var matcher: FilterMatcher
    /// The offset up to which everything has come; nil until the server has said where the room stands.
    var position: UInt64?
    /// Whether the server has still to say where the subscription begins: what comes before is meant for others.
    var waits = true
    /// Whether it was to begin in another life of the room than the present one.
    var isOfOldEpoch = false
  }

  let name: String
  /// The filters that the server is asked for, as JSON; nil for everything.
  var filters: [UInt8]?
  /// How the server is asked to deliver.
  var delivery = Delivery()
  var handles: [Handle] = []
  var epoch: String?
  /// The largest offset that the room is known to have.
  var newest: UInt64?
  var wire = Wire.absent
  /// When an answer of the server is overdue; nil where none is, or where it was told.
  var patience: ContinuousClock.Instant?
  /// The poll that is not answered.
  var ticket: UInt64?

  /// From where the server is to replay: what the handle that has seen least has seen.
  var since: SubscribeSince? {
    guard let epoch, let position = handles.lazy.compactMap(\.position).min() else { return nil }
    return SubscribeSince(epoch: epoch, offset: position)
  }

  /// Lets all subscriptions wait for their place.
  mutating func wait() {
    for index in handles.indices { handles[index].waits = true }
  }

  /// The position to remember.
  var position: SubscribeSince? { since }
}
