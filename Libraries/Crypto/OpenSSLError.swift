import CTautOpenSSL

/// The oldest entry of this thread's OpenSSL error queue.
struct OpenSSLError {
  private let code: UInt

  /// Empties the queue, so that what is in it afterwards belongs to the call that follows.
  static func clear() {
    ERR_clear_error()
  }

  /// Takes the oldest entry and empties the queue.
  static func take() -> OpenSSLError {
    defer { clear() }
    return OpenSSLError(code: ERR_peek_error())
  }

  /// OpenSSL's words for it; they name no part of a key.
  var text: String {
    // The result is a C string in a table that is never freed.
    guard let text = unsafe ERR_reason_error_string(code) else { return "unknown error" }
    return unsafe String(cString: text)
  }
}
