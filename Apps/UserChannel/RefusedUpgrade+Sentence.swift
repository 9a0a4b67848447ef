import TautBytes
import TautHandshake
import TautJSON

extension RefusedUpgrade {
  /// What the server says about it, or its status where it says nothing.
  var sentence: String {
    let told = body.withBytes { bytes in
      (try? JSONScanner().scan(bytes))?.member("error", in: bytes)?.string(in: bytes)
    }
    return told ?? "the server answered \(status.code) \(reason)"
  }
}
