internal import TautClient

/// The connection that a conversation goes over at present, and who waits for one.
actor ConversationLine {
  private var connection: Connection?
  private var waiters: [Int: CheckedContinuation<Connection?, Never>] = [:]
  private var lastNumber = 0

  /// Says that there is another connection, or none.
  func set(_ connection: Connection?) {
    self.connection = connection
    guard let connection else { return }
    for waiter in waiters.values { waiter.resume(returning: connection) }
    waiters = [:]
  }

  /// The connection, if there is one now.
  var present: Connection? { connection }

  /// The connection, as soon as there is one; nil when the task is cancelled.
  func next() async -> Connection? {
    if let connection { return connection }
    lastNumber += 1
    let number = lastNumber
    return await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        if Task.isCancelled { waiter.resume(returning: nil) } else { waiters[number] = waiter }
      }
    } onCancel: {
      Task { await self.withdraw(number) }
    }
  }

  private func withdraw(_ number: Int) {
    waiters.removeValue(forKey: number)?.resume(returning: nil)
  }
}
