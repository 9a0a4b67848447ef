import Glibc

/// The files that the tests need, made once by the `openssl` command in a temporary directory.
struct Certificates {
  static let shared = Certificates()

  let directory: String

  /// A certificate for localhost, 127.0.0.1 and ::1 that the authority has signed.
  var server: String { directory + "/server.pem" }
  /// The key of every certificate here except the authorities'.
  var key: String { directory + "/key.pem" }
  /// The authority.
  var authority: String { directory + "/ca.pem" }
  /// Another authority, which has signed nothing.
  var stranger: String { directory + "/stranger.pem" }
  /// A key that belongs to no certificate here.
  var otherKey: String { directory + "/other-key.pem" }
  /// A key of another kind.
  var rsaKey: String { directory + "/rsa-key.pem" }
  /// Like `server`, but it ended yesterday.
  var expired: String { directory + "/expired.pem" }
  /// The authority's certificate for a client.
  var client: String { directory + "/client.pem" }
  /// The key behind a passphrase, in the format of today and of yesterday.
  var encryptedKeys: [String] { [directory + "/encrypted.pem", directory + "/encrypted-ec.pem"] }
  /// A certificate with a letter changed.
  var damaged: String { directory + "/damaged.pem" }
  /// A file of no use.
  var text: String { directory + "/text.pem" }
  /// The certificate and its key in one file.
  var combined: String { directory + "/combined.pem" }

  private init() {
    var template = Array("/tmp/tautline-tls-XXXXXX".utf8CString)
    // mkdtemp replaces the X in place.
    _ = unsafe mkdtemp(&template)
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let status = unsafe system("cd \(directory) && (\(Self.script)) > log 2>&1")
    // The function captures nothing, and runs when the tests have ended.
    atexit { _ = unsafe system("rm -rf \(Certificates.shared.directory)") }
    precondition(status == 0, "openssl made no certificates, see \(directory)/log")
  }

  private static let script = """
    set -e
    ec="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
    openssl req -x509 $ec -keyout ca-key.pem -out ca.pem -subj "/CN=Authority"
    openssl req -x509 $ec -keyout other-key.pem -out stranger.pem -subj "/CN=Stranger"
    openssl req $ec -keyout key.pem -out request.pem -subj "/CN=server"
    echo "subjectAltName=DNS:localhost,DNS:*.example.com,IP:127.0.0.1,IP:::1,email:a@b.c" > names
    sign="openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem"
    $sign -days 30 -extfile names -out server.pem
    $sign -days -1 -extfile names -out expired.pem
    $sign -days 30 -out client.pem
    openssl genrsa -out rsa-key.pem 2048
    openssl pkey -in key.pem -aes256 -passout pass:x -out encrypted.pem
    openssl ec -in key.pem -aes256 -passout pass:x -out encrypted-ec.pem
    cat server.pem key.pem > combined.pem
    echo nothing > text.pem
    sed 's/^MII/MIX/' server.pem > damaged.pem
    """
}
