import Glibc

/// Raw bytes over a blocking TCP connection.
enum Wire {
  struct Failure: Error {
    var call: String
  }

  /// Sends `text` and returns all that comes back until the peer ends the connection, or until `end` has come.
  static func exchange(_ text: String, port: UInt16, until end: String? = nil) async throws -> String {
    let socket = try open(text, port: port)
    defer { close(socket) }
    return rest(of: socket, until: end)
  }

  /// Sends `text` on a new connection; ``end(_:)`` closes it.
  static func open(_ text: String, port: UInt16) throws -> Int32 {
    let socket = try connect(port: port)
    let bytes = Array(text.utf8)
    guard unsafe send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      close(socket)
      throw Failure(call: "send")
    }
    return socket
  }

  /// Closes a connection.
  static func end(_ socket: Int32) { close(socket) }

  /// What comes until the peer ends the connection, or until `end` has come.
  static func rest(of socket: Int32, until end: String? = nil) -> String {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      answer += buffer[..<count]
      if let end, String(decoding: answer, as: UTF8.self).contains(end) { break }
    }
    return String(decoding: answer, as: UTF8.self)
  }

  /// Whether the peer ends the connection, rather than being silent for long; what it sent before does not matter.
  static func isEnded(_ socket: Int32) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = unsafe recv(socket, &buffer, buffer.count, 0)
      if count <= 0 { return count == 0 || errno == ECONNRESET }
    }
  }

  private static func connect(port: UInt16) throws -> Int32 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw Failure(call: "socket") }
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout.size(ofValue: timeout)))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure(call: "connect") }
    return socket
  }
}
