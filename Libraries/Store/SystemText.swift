import Glibc

/// What the system says about an error number.
enum SystemText {
  static func of(_ number: Int32) -> String {
    // strerror returns a static or thread-local string that is copied at once.
    unsafe String(cString: strerror(number)).lowercased()
  }
}
