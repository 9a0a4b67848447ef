import CTautOpenSSL

/// ALPN (RFC 7301): a WebSocket connection begins with HTTP/1.1 and nothing else.
let applicationProtocol = Array("http/1.1".utf8)

extension TLSContextBuilder {
  /// Makes a server pick `http/1.1`, and refuse a client that offers only others.
  func selectApplicationProtocol() {
    // The function has the type that OpenSSL calls it with, and needs no argument.
    unsafe SSL_CTX_set_alpn_select_cb(context, selectHTTP, nil)
  }

  /// Makes a client offer `http/1.1` alone.
  func offerApplicationProtocol() {
    let offer = [UInt8(applicationProtocol.count)] + applicationProtocol
    // OpenSSL copies the list.
    unsafe SSL_CTX_set_alpn_protos(context, offer, UInt32(offer.count))
  }
}

/// Finds `http/1.1` in a client's offer.
private func selectHTTP(
  _ session: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ selectedCount: UnsafeMutablePointer<UInt8>?, _ offer: UnsafePointer<UInt8>?, _ offerCount: UInt32,
  _ argument: UnsafeMutableRawPointer?
) -> Int32 {
  // OpenSSL has checked that the offer is a list of counted names, and copies what `selected` points to at once.
  let offer = unsafe UnsafeBufferPointer(start: offer, count: Int(offerCount))
  var start = 0
  while start < offer.count {
    let name = unsafe offer[(start + 1)...].prefix(Int(offer[start]))
    if unsafe name.elementsEqual(applicationProtocol) {
      unsafe selected?.pointee = offer.baseAddress! + start + 1
      unsafe selectedCount?.pointee = UInt8(name.count)
      return SSL_TLSEXT_ERR_OK
    }
    start = unsafe name.endIndex
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL
}
