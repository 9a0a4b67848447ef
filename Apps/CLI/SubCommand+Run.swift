extension SubCommand {
  /// Follows the room until the user, `--exit-after` or the server ends it.
  func run() async -> ExitCode {
    await withTaskGroup(of: ExitCode.self) { group in
      group.addTask { await RoomSubscriber(self).run() }
      group.addTask { await StopSignals().first() ? .interrupted : .success }
      if let time = exitAfter?.time {
        group.addTask {
          try? await Task.sleep(for: time)
          return .success
        }
      }
      defer { group.cancelAll() }
      return await group.next() ?? .success
    }
  }
}
