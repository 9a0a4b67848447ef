import CTautOpenSSL

/// The oldest entry of this thread's OpenSSL error queue: the cause, before those who passed it on.
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

  /// Whether OpenSSL's `library` says `reason`.
  func isReason(_ reason: Int32, of library: Int32) -> Bool {
    ERR_GET_LIB(code) == library && ERR_GET_REASON(code) == reason
  }

  /// Whether the SSL library says `reason`.
  func isSSL(_ reason: Int32) -> Bool {
    isReason(reason, of: ERR_LIB_SSL)
  }

  /// Whether a file holds nothing of the kind that was looked for.
  var isMissingPEM: Bool {
    isReason(PEM_R_NO_START_LINE, of: ERR_LIB_PEM) || isReason(Int32(ERR_R_UNSUPPORTED), of: ERR_LIB_OSSL_DECODER)
      || isReason(X509_R_NO_CERTIFICATE_OR_CRL_FOUND, of: ERR_LIB_X509)
  }

  /// Whether a key and a certificate are not a pair.
  var isKeyMismatch: Bool {
    isReason(X509_R_KEY_VALUES_MISMATCH, of: ERR_LIB_X509) || isReason(X509_R_KEY_TYPE_MISMATCH, of: ERR_LIB_X509)
      || isReason(SSL_R_NO_CERTIFICATE_ASSIGNED, of: ERR_LIB_SSL)
  }

  /// The name of the alert that the peer sent, if this is one.
  var alertName: String? {
    // ssl.h: the reasons from SSL_AD_REASON_OFFSET (1000) on are alerts, such as "tlsv1 alert unknown ca".
    guard ERR_GET_LIB(code) == ERR_LIB_SSL, ERR_GET_REASON(code) >= SSL_AD_REASON_OFFSET else { return nil }
    guard let range = text.firstRange(of: "alert ") else { return text }
    return String(text[range.upperBound...])
  }

  /// OpenSSL's words for it, such as `"wrong version number"`.
  var text: String {
    // The result is a C string in a table that is never freed.
    guard let text = unsafe ERR_reason_error_string(code) else { return "unknown error" }
    return unsafe String(cString: text)
  }
}
