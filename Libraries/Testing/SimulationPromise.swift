/// What a simulated run checks; a failure names the promise that was broken.
public enum SimulationPromise: String, Sendable, Hashable, CaseIterable {
  /// Nothing is lost, nothing comes twice or out of its room's order, and gaps are told exactly.
  case delivery
  /// Every request and every message is settled, once.
  case settlement
  /// What a client publishes is published once, in the order of its sending.
  case publication
  /// No attempt is made before its delay, none with a token that was refused, and phases follow each other as documented.
  case attempts
  /// What is held for a slow or absent client is bounded.
  case bounds
  /// While polls take the connection's place they come once in an interval, and otherwise not at all.
  case polls
  /// State, health and notifications explain each other at each moment.
  case notices
  /// Once all is well everybody is connected.
  case comeback
}
