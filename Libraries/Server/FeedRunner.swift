/// Publishes the simulated feed.
final class FeedRunner {
  init(_ serving: ServerLoop) {}
}
