/// Where a connection stands (S2's `WSConnectionPhase`).
///
/// ```
/// idle → connecting → open → [degraded] → reconnecting → failed → fallback
/// ```
public enum ConnectionPhase: String, Sendable, Hashable, Codable, CaseIterable {
  /// No connection, and no attempt is made.
  case idle
  /// The first attempt is being made.
  case connecting
  /// Connected.
  case open
  /// Connected, and not doing well.
  case degraded
  /// A connection was lost, and another attempt is being made.
  case reconnecting
  /// An attempt failed; another one follows after a delay.
  case failed
  /// It was given up; the program works without a connection.
  case fallback
}
