import Foundation
import Glibc

/// The floor of receiving: a blocking socket, a buffer, and a step from frame to frame, with no look at what they hold.
enum BareReader {
  /// The seconds of CPU that `count` messages cost from the subscription to the last one.
  static func receive(_ count: Int, from url: String) throws -> Double {
    guard let port = URL(string: url)?.port else { preconditionFailure("a URL with a port is needed, not \(url)") }
    let descriptor = connect(to: UInt16(port))
    defer { close(descriptor) }
    send(
      Array(
        """
        GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
        """.utf8), to: descriptor)
    var buffer = [UInt8](repeating: 0, count: 1 << 19)
    let head = unsafe recv(descriptor, &buffer, buffer.count, 0)
    precondition(head > 4 && buffer[..<head].suffix(4).elementsEqual("\r\n\r\n".utf8), "the server did not upgrade")
    let start = ProcessInfo.cpuSeconds
    send(subscribeFrame, to: descriptor)
    read(count + 1, from: descriptor, &buffer)
    return ProcessInfo.cpuSeconds - start
  }

  /// Reads so many frames.
  private static func read(_ count: Int, from descriptor: Int32, _ buffer: inout [UInt8]) {
    var (seen, kept) = (0, 0)
    while seen < count {
      let received = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe recv(descriptor, bytes.baseAddress! + kept, bytes.count - kept, 0)
      }
      precondition(received > 0, "the server ended the connection after \(seen) messages")
      let end = kept + received
      var position = 0
      // A server's frames have no mask, and these are longer than 125 bytes or shorter, but not longer than 65,535.
      while end - position >= 4 {
        let short = Int(buffer[position + 1])
        let size = short < 126 ? 2 + short : 4 + Int(buffer[position + 2]) << 8 + Int(buffer[position + 3])
        guard end - position >= size else { break }
        position += size
        seen += 1
      }
      kept = end - position
      unsafe buffer.withUnsafeMutableBytes { bytes in
        _ = unsafe memmove(bytes.baseAddress!, bytes.baseAddress! + position, kept)
      }
    }
  }

  /// A text frame whose mask changes nothing.
  private static var subscribeFrame: [UInt8] {
    let text = #"{"type":"subscribe","ts":1,"correlationId":"1","version":"2.0","payload":{"channel":"mlb"}}"#
    return [0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8)
  }

  private static func connect(to port: UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // The address is valid during the call.
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe Glibc.connect(descriptor, $0, size) }
    }
    precondition(result == 0, "no connection to port \(port)")
    return descriptor
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) {
    let sent = unsafe Glibc.send(descriptor, bytes, bytes.count, 0)
    precondition(sent == bytes.count, "the request was not sent whole")
  }
}
