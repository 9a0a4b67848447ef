import TautEventLoop
import TautHub
import TautRooms
import TautSimulation

/// Publishes the simulated feed from one loop.
final class FeedRunner {
  private unowned let serving: ServerLoop
  private var feed: Feed
  private var output = FeedOutput()

  /// Nobody is to take the feed for real.
  private static let meta = Array(#"{"source":"simulation"}"#.utf8)

  /// Begins at once.
  init(_ serving: ServerLoop, seed: UInt64) {
    self.serving = serving
    feed = Feed(seed: seed)
    step()
  }

  private func step() {
    let now = serving.now
    let next = feed.poll(at: now.instant, timestamp: now.milliseconds, into: &output)
    for publication in output.publications { publish(publication) }
    output.removeAll()
    serving.reactor.after(next - now.instant) { [weak self] in self?.step() }
  }

  private func publish(_ publication: FeedOutput.Publication) {
    do throws(RoomNameError) {
      let room = try RoomName(publication.room)
      var request = PublishRequest(
        room: room, type: publication.type, payload: Array(output.bytes[publication.payload]))
      request.isExpendable = true
      request.meta = Self.meta
      serving.publish(request, for: nil)
    } catch {
      preconditionFailure("the feed names a room that cannot be one: \(error)")
    }
  }
}
