/// Which end of a connection this is.
@frozen
public enum Role: Sendable, Hashable, CaseIterable {
  /// The end that accepted the connection: it demands masked frames and sends unmasked ones.
  case server
  /// The end that opened the connection: it sends masked frames and demands unmasked ones.
  case client
}
