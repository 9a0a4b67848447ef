import CTautOpenSSL

/// The OpenSSL transport that reads from and writes to a ``Wire`` instead of a socket.
///
/// It never blocks: reading takes what there is, writing always finds room. So a session needs no buffers of its own
/// between two records, which makes 14.3 KB per idle connection; two memory BIOs make 16.3 KB.
enum WireBIO {
  /// A transport of `wire`, which must outlive it.
  static func make(_ wire: UnsafeMutablePointer<Wire>) -> OpaquePointer? {
    // The method is never freed; the BIO's data is the wire, which every callback below casts back.
    guard let bio = unsafe BIO_new(method.pointer) else { return nil }
    unsafe BIO_set_data(bio, wire)
    unsafe BIO_set_init(bio, 1)
    return unsafe bio
  }

  private static let method = Method()

  /// The table of the callbacks, made once.
  ///
  /// Unchecked: it is not changed after its init and never freed.
  @safe
  private struct Method: @unchecked Sendable {
    let pointer: OpaquePointer

    init() {
      guard let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tautline") else {
        fatalError("no memory for OpenSSL's transport")
      }
      // The functions below have the types that OpenSSL calls them with.
      unsafe BIO_meth_set_read(method, readWire)
      unsafe BIO_meth_set_write(method, writeWire)
      unsafe BIO_meth_set_ctrl(method, controlWire)
      unsafe pointer = method
    }
  }
}

/// Gives OpenSSL what its session was fed; another session's bytes are not for it.
private func readWire(_ bio: OpaquePointer?, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
  // OpenSSL passes the BIO that `make` has set up and room for `count` bytes.
  let wire = unsafe BIO_get_data(bio)!.assumingMemoryBound(to: Wire.self)
  unsafe taut_BIO_clear_retry_flags(bio)
  guard unsafe wire.pointee.reader == bio, let bytes = unsafe bytes else {
    unsafe taut_BIO_set_retry_read(bio)
    return -1
  }
  let taken = unsafe wire.pointee.read(into: bytes, count: Int(count))
  guard taken > 0 else {
    unsafe taut_BIO_set_retry_read(bio)
    return -1
  }
  return Int32(taken)
}

/// Takes all that OpenSSL writes.
private func writeWire(_ bio: OpaquePointer?, _ bytes: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
  guard let bytes = unsafe bytes, count > 0 else { return 0 }
  // OpenSSL passes the BIO that `make` has set up and `count` readable bytes.
  let wire = unsafe BIO_get_data(bio)!.assumingMemoryBound(to: Wire.self)
  unsafe precondition(
    wire.pointee.outputCount == 0 || wire.pointee.writer == bio,
    "take a session's ciphertext before another session writes")
  unsafe wire.pointee.writer = bio
  unsafe wire.pointee.write(bytes, count: Int(count))
  return count
}

/// Answers OpenSSL's questions: flushing succeeds, all else is unknown here.
private func controlWire(
  _ bio: OpaquePointer?, _ command: Int32, _ number: Int, _ pointer: UnsafeMutableRawPointer?
) -> Int {
  command == BIO_CTRL_FLUSH ? 1 : 0
}
