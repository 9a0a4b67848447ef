import Foundation

/// Certificates for a server, made once by the `openssl` command in a temporary directory.
struct Certificates {
  static let shared = Certificates()

  private let directory = "\(NSTemporaryDirectory())/tautline-certificates-\(UUID().uuidString)"

  /// A certificate for localhost and 127.0.0.1 that signs itself.
  var good: String { "\(directory)/good.pem" }
  /// One for another host.
  var foreign: String { "\(directory)/foreign.pem" }
  /// One that ends tomorrow.
  var short: String { "\(directory)/short.pem" }
  /// The key of all of them.
  var key: String { "\(directory)/key.pem" }

  private init() {
    let script = """
      set -e; mkdir '\(directory)'; cd '\(directory)'
      openssl ecparam -name prime256v1 -genkey -noout -out key.pem
      make() { openssl req -x509 -key key.pem -days $2 -out $1.pem -subj "/CN=$1" -addext "subjectAltName=$3"; }
      make good 90 DNS:localhost,IP:127.0.0.1
      make short 1 DNS:localhost,IP:127.0.0.1
      make foreign 90 DNS:example.com
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.standardError = FileHandle.nullDevice
    try? process.run()
    process.waitUntilExit()
    precondition(process.terminationStatus == 0, "openssl made no certificates in \(directory)")
    atexit { try? FileManager.default.removeItem(atPath: Certificates.shared.directory) }
  }
}
