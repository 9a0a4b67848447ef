import CTautOpenSSL

@testable import TautTLS

/// Contexts as others have them: older versions, other protocols.
enum Foreign {
  /// A client of `version` alone that offers `protocols` and believes everybody.
  static func client(version: Int32 = TLS1_3_VERSION, protocols: [String] = []) -> TLSContext {
    // A fresh context, owned by the result; the list is copied.
    let context = unsafe SSL_CTX_new(TLS_client_method())!
    unsafe restrict(context, to: version)
    let offer = protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    unsafe SSL_CTX_set_alpn_protos(context, offer, UInt32(offer.count))
    return unsafe TLSContext(owning: context, warnings: [])
  }

  /// A server that speaks `version` alone and picks "h2" whatever is offered.
  static func server(version: Int32 = TLS1_3_VERSION, picksOther: Bool = false) -> TLSContext {
    // A fresh context, owned by the result; the protocol's name is static.
    let context = unsafe SSL_CTX_new(TLS_server_method())!
    unsafe restrict(context, to: version)
    unsafe SSL_CTX_use_certificate_chain_file(context, Certificates.shared.server)
    unsafe SSL_CTX_use_PrivateKey_file(context, Certificates.shared.key, SSL_FILETYPE_PEM)
    guard picksOther else { return unsafe TLSContext(owning: context, warnings: []) }
    unsafe SSL_CTX_set_alpn_select_cb(
      context,
      { _, selected, count, _, _, _ in
        unsafe selected?.pointee = UnsafeRawPointer(("h2" as StaticString).utf8Start).assumingMemoryBound(
          to: UInt8.self)
        unsafe count?.pointee = 2
        return SSL_TLSEXT_ERR_OK
      }, nil)
    return unsafe TLSContext(owning: context, warnings: [])
  }

  private static func restrict(_ context: OpaquePointer, to version: Int32) {
    // Security level 0 allows what is older than TLS 1.2.
    unsafe SSL_CTX_set_cipher_list(context, "DEFAULT@SECLEVEL=0")
    unsafe taut_SSL_CTX_set_min_proto_version(context, version)
    unsafe taut_SSL_CTX_set_max_proto_version(context, version)
  }
}
