import Synchronization

/// Bytes that are computed when they are first asked for, and shared by all who ask, on whatever thread they are.
///
/// The computation has to give the same bytes each time: where two threads ask at once both compute, and one of the two results
/// is kept. Nobody waits.
public struct OnceBytes: ~Copyable, Sendable {
  private let kept = AtomicLazyReference<Box>()

  /// Nothing is computed yet.
  public init() {}

  /// The bytes, computed by `make` where nobody has asked before.
  public func bytes(_ make: () -> [UInt8]) -> [UInt8] {
    if let box = kept.load() { return box.bytes }
    return kept.storeIfNil(Box(make())).bytes
  }

  private final class Box: Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
    }
  }
}
