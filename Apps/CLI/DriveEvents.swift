/// What a driven client has told, in order, until it is asked for.
actor DriveEvents {
  /// The most events that wait; later ones are dropped.
  private static let limit = 10_000

  private var waiting: [DriveEvent] = []
  private var reader: CheckedContinuation<Void, Never>?

  /// Adds an event.
  func add(_ event: DriveEvent) {
    if waiting.count < Self.limit { waiting.append(event) }
    wake()
  }

  /// The oldest event, or nil when none comes in time; without a time it waits for one.
  func next(within timeout: Duration?) async -> DriveEvent? {
    if waiting.isEmpty {
      let alarm = timeout.map { timeout in
        Task {
          guard (try? await Task.sleep(for: timeout)) != nil else { return }
          wake()
        }
      }
      await withCheckedContinuation { reader = $0 }
      alarm?.cancel()
    }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  private func wake() {
    reader.take()?.resume()
  }
}
