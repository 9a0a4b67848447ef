/// Something that happens in a simulated run: a fault, or what a user does.
public enum SimulationStep: Sendable, Hashable {
  /// Something goes wrong.
  case fault(NetworkFault)
  /// A client's program connects, which it does at the start as well.
  case connect(client: Int)
  /// A client's program disconnects.
  case disconnect(client: Int)
  /// A client's program is suspended.
  case suspend(client: Int)
  /// A client's program goes on.
  case resume(client: Int)
  /// A client's program enters the simulation mode, or leaves it.
  case simulate(client: Int, isOn: Bool)
  /// A client's network is another one.
  case networkChanged(client: Int)
  /// A client's user clicks the notice about the connection away.
  case dismiss(client: Int)
  /// A client asks something.
  case request(client: Int, type: String)
  /// A client publishes to a room.
  case publish(client: Int, room: Int)
  /// A client subscribes to a room, to all of it or to one kind of its messages.
  case subscribe(client: Int, room: Int, kind: Int?)
  /// A client subscribes to a room from so many messages before the last that it has seen.
  case subscribeAgain(client: Int, room: Int, back: Int)
  /// A client ends its oldest subscription.
  case unsubscribe(client: Int)
  /// A client's program is killed, and started again with what it remembered.
  case relaunch(client: Int)
}

/// A step and its time.
public struct TimedStep: Sendable, Hashable, CustomStringConvertible {
  /// The virtual time since the start.
  public var time: Duration
  /// What happens.
  public var step: SimulationStep

  /// Makes a step.
  public init(_ time: Duration, _ step: SimulationStep) {
    self.time = time
    self.step = step
  }

  /// The time and the step in one line.
  public var description: String { "at \(time): \(step)" }
}
