/// The memory that all TLS sessions of one event loop share.
///
/// One session at a time uses it: feed a session, let it take everything (``TLSSession/read(into:)`` or
/// ``TLSSession/handshake()`` says `wantsMore`), and take its ``ciphertext`` away before the next one writes.
@safe
public final class TLSBuffers {
  let wire: UnsafeMutablePointer<Wire>

  /// Buffers that hold nothing yet.
  public init() {
    // Freed in deinit; every session that points here holds a reference to these buffers.
    unsafe wire = .allocate(capacity: 1)
    unsafe wire.initialize(to: Wire())
  }

  deinit {
    // No session is left, so nobody points here.
    unsafe wire.pointee.freeOutput()
    unsafe wire.deinitialize(count: 1)
    unsafe wire.deallocate()
  }

  /// Whether there is anything to send.
  public var isEmpty: Bool { unsafe wire.pointee.outputCount == 0 }

  /// The records that a session has written, valid until a session is used again or they are removed.
  public var ciphertext: UnsafeRawBufferPointer {
    // The first `outputCount` bytes are written.
    unsafe UnsafeRawBufferPointer(start: wire.pointee.output.baseAddress, count: wire.pointee.outputCount)
  }

  /// Forgets the ciphertext, which has been sent or copied.
  public func removeCiphertext() {
    // The wire lives as long as these buffers.
    unsafe wire.pointee.removeOutput()
  }
}
