import TautEventLoop
import TautHub

/// What one loop says of itself.
struct LoopReport: Sendable {
  var hub: HubStatus
  var rooms: [RoomStatus]
  var loop: LoopCounters
  var echoes: Int
  var requests: RequestCounters
  var measures: ServerMeasures
  var storeTrouble: String?
}
