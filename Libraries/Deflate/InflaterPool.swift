import CTautZlib

/// The inflaters that connections without context takeover share, one for each message in progress.
///
/// Keep one pool per event loop. It holds up to `capacity` idle inflaters of up to 44 KB and frees the others.
@safe
public struct InflaterPool: ~Copyable {
  private var idle: [ZlibStream] = unsafe []
  private let capacity: Int

  /// An empty pool that keeps up to `capacity` inflaters, 4 by default.
  public init(capacity: Int = 4) {
    self.capacity = capacity
  }

  deinit {
    // The pool is the only owner of its idle streams.
    unsafe idle.forEach { _ = unsafe Inflater(adopting: $0, keepsContext: false) }
  }

  /// How many inflaters wait for a message.
  public var idleCount: Int { unsafe idle.count }

  /// An inflater for one message, without a context and with the largest window, which fits every agreement.
  public mutating func take() throws(InflateError) -> Inflater {
    guard let stream = unsafe idle.popLast() else { return try Inflater(keepsContext: false) }
    // Popped, so that the new inflater is its only owner; it was reset when it came back.
    return unsafe Inflater(adopting: stream, keepsContext: false)
  }

  /// Takes an inflater back after its message, whether that ended well or with an error.
  public mutating func put(_ inflater: consuming Inflater) {
    guard idleCount < capacity else { return }
    unsafe idle.append(inflater.release())
  }
}
