/// A request that waits for its answer, or for a connection to be sent on.
struct PendingRequest: Sendable {
  let id: RequestID
  var type: String
  /// One JSON value; empty once it was sent.
  var payload: [UInt8]
  var timeout: Duration
  var deadline: ContinuousClock.Instant
  var isSent = false
}
