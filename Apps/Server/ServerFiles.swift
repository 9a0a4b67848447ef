import TautServer

/// The files and folders that options name.
struct ServerFiles {
  var certificate: String?
  var key: String?
  var data: String?

  /// The certificate and its key, or nil where neither is named.
  func tls() throws(OptionError) -> TLSFiles? {
    switch (certificate, key) {
    case (nil, nil): return nil
    case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
    default: throw .certificateWithoutKey
    }
  }
}
