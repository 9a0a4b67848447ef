extension SubCommand {
  /// Follows the room until the user, `--exit-after` or the server ends it.
  func run() async -> ExitCode {
    guard let time = exitAfter?.time else { return await RoomSubscriber(self).run() }
    return await withTaskGroup(of: ExitCode.self) { group in
      group.addTask { await RoomSubscriber(self).run() }
      group.addTask {
        try? await Task.sleep(for: time)
        return .success
      }
      defer { group.cancelAll() }
      return await group.next() ?? .success
    }
  }
}
