import TautStore

/// A store behind a reference, so that it can be set once and read from any thread.
final class KeptStore: Sendable {
  let store: Store

  init(_ store: Store) {
    self.store = store
  }
}
