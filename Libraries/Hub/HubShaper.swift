import TautRooms

/// The delivery of one subscription with options, and when the hub looks at it next.
struct HubShaper: Sendable {
  /// How often a subscriber hears what was left out, where its batches do not say so.
  static let reportInterval: Duration = .seconds(10)

  var shaper: DeliveryShaper
  /// When the subscriber was last told what was left out.
  var reported: ContinuousClock.Instant
  /// The earliest time for which a deadline stands.
  var scheduled: ContinuousClock.Instant?

  /// When there is something to do: to deliver, or to tell.
  var due: ContinuousClock.Instant? {
    let report = shaper.hasReport ? reported + Self.reportInterval : nil
    guard let due = shaper.due else { return report }
    return report.map { min($0, due) } ?? due
  }
}
