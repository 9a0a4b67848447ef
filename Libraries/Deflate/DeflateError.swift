/// Why there is no deflater.
public enum DeflateError: Error, Sendable, Hashable {
  /// There is no memory for the deflater.
  case outOfMemory
}

extension DeflateError: CustomStringConvertible {
  /// One line for a log or a close reason.
  public var description: String { "no memory to compress" }
}
