/// Whom a client believes.
public enum TLSTrust: Sendable, Hashable {
  /// The authorities that the system trusts.
  case system
  /// The certificates in this PEM file, and nobody else.
  case file(String)
  /// Everybody: the connection is secret from those who listen, not from those who interfere.
  case none
}
