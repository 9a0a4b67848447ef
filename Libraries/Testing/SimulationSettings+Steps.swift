extension SimulationSettings {
  /// The steps of a run, drawn from its seed, in the order of their times.
  public func steps(seed: UInt64) -> [TimedStep] {
    var generator = SeededGenerator(seed: seed ^ 0x5EED)
    var steps: [TimedStep] = []
    for client in 0..<clients {
      for room in rooms.indices { steps.append(TimedStep(.zero, .subscribe(client: client, room: room, kind: nil))) }
    }
    var time = Duration.zero
    while true {
      // In whole milliseconds, so that a schedule can be read.
      let gap = stepInterval * Double.random(in: 0...2, using: &generator)
      time += .milliseconds(Int64(gap / .milliseconds(1)))
      guard time < duration else { break }
      append(at: time, to: &steps, using: &generator)
    }
    return steps.sorted { $0.time < $1.time }
  }

  private func append(at time: Duration, to steps: inout [TimedStep], using generator: inout SeededGenerator) {
    let client = Int.random(in: 0..<clients, using: &generator)
    if Int.random(in: 0..<10, using: &generator) < 4 {
      return steps.append(TimedStep(time, .fault(fault(client, using: &generator))))
    }
    let room = Int.random(in: rooms.indices, using: &generator)
    switch Int.random(in: 0..<25, using: &generator) {
    case 0..<6:
      let type = ["status", "get_props", "health_check", "no_such_request"].randomElement(using: &generator)!
      steps.append(TimedStep(time, .request(client: client, type: type)))
    case 6..<12:
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        steps.append(TimedStep(time, .publish(client: client, room: room)))
      }
    case 12, 13:
      let kind = Bool.random(using: &generator) ? Int.random(in: 0..<3, using: &generator) : nil
      steps.append(TimedStep(time, .subscribe(client: client, room: room, kind: kind)))
    case 14: steps.append(TimedStep(time, .unsubscribe(client: client)))
    case 15:
      steps.append(TimedStep(time, .suspend(client: client)))
      steps.append(TimedStep(time + pause(1...90, using: &generator), .resume(client: client)))
    case 16:
      steps.append(TimedStep(time, .disconnect(client: client)))
      steps.append(TimedStep(time + pause(1...60, using: &generator), .connect(client: client)))
    case 17: steps.append(TimedStep(time, .networkChanged(client: client)))
    case 18: steps.append(TimedStep(time, .dismiss(client: client)))
    case 19:
      steps.append(TimedStep(time, .simulate(client: client, isOn: true)))
      steps.append(TimedStep(time + pause(1...60, using: &generator), .simulate(client: client, isOn: false)))
    case 20:
      steps.append(
        TimedStep(time, .subscribeAgain(client: client, room: room, back: Int.random(in: 0...80, using: &generator))))
    case 21: steps.append(TimedStep(time, .relaunch(client: client)))
    default: steps.append(TimedStep(time, .connect(client: client)))
    }
  }

  private func fault(_ client: Int, using generator: inout SeededGenerator) -> NetworkFault {
    switch Int.random(in: 0..<24, using: &generator) {
    case 0, 1: .cut(client: client)
    case 2: .cutUpwards(client: client)
    case 3: .cutDownwards(client: client)
    case 4...6: .reset(client: client)
    case 7, 8: .stall(client: client, pause(1...40, using: &generator))
    case 9:
      .slow(
        client: client, bytesPerSecond: Int.random(in: 20...2_000, using: &generator), pause(5...60, using: &generator))
    case 10, 11: .sleep(client: client, pause(1...200, using: &generator))
    case 12, 13: .unreachable(client: client, pause(1...60, using: &generator))
    case 14: .kill(pause(1...30, using: &generator))
    case 15: .powerLoss(pause(1...30, using: &generator))
    case 16: .restart(pause(2...20, using: &generator))
    case 17: .dropAll
    case 18: .refuse(pause(1...30, using: &generator), retryAfter: pause(1...10, using: &generator))
    case 19: .revoke(client: client)
    case 20, 21:
      .blockUpgrades(
        client: client, [.refuses(status: 400), .refuses(status: 502), .swallows].randomElement(using: &generator)!,
        pause(10...240, using: &generator))
    case 22: .closeAll(code: [1001, 1012, 1013].randomElement(using: &generator)!)
    default: .signOut(client: client, pause(5...60, using: &generator))
    }
  }

  private func pause(_ seconds: ClosedRange<Int>, using generator: inout SeededGenerator) -> Duration {
    .milliseconds(Int.random(in: (seconds.lowerBound * 1_000)...(seconds.upperBound * 1_000), using: &generator))
  }
}
