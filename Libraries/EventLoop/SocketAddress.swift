import Glibc

/// An IPv4 or IPv6 address with a port.
@safe public struct SocketAddress: Sendable, CustomStringConvertible {
  var storage: sockaddr_storage
  var length: socklen_t

  /// Reads a numeric address, such as `127.0.0.1` or `::1`.
  ///
  /// Returns nil when `host` is not a numeric address.
  public init?(host: String, port: UInt16) {
    storage = sockaddr_storage()
    length = 0
    var four = in_addr()
    var six = in6_addr()
    if unsafe inet_pton(AF_INET, host, &four) == 1 {
      let address = sockaddr_in(
        sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian, sin_addr: four, sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
      set(address)
    } else if unsafe inet_pton(AF_INET6, host, &six) == 1 {
      let address = sockaddr_in6(
        sin6_family: sa_family_t(AF_INET6), sin6_port: port.bigEndian, sin6_flowinfo: 0, sin6_addr: six,
        sin6_scope_id: 0)
      set(address)
    } else {
      return nil
    }
  }

  /// Copies an address that the system made.
  init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
    storage = sockaddr_storage()
    self.length = min(length, socklen_t(MemoryLayout<sockaddr_storage>.size))
    unsafe withUnsafeMutableBytes(of: &storage) { bytes in
      unsafe bytes.baseAddress!.copyMemory(from: address, byteCount: Int(self.length))
    }
  }

  private mutating func set<Address>(_ address: Address) {
    length = socklen_t(MemoryLayout<Address>.size)
    unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: address, as: Address.self) }
  }

  /// The address family, AF_INET or AF_INET6.
  var family: Int32 { Int32(storage.ss_family) }

  func withPointer<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
    unsafe withUnsafeBytes(of: storage) { bytes in
      unsafe body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
    }
  }

  /// The port, in host order.
  public var port: UInt16 {
    // sin_port and sin6_port stand at the same place, after the family.
    unsafe withUnsafeBytes(of: storage) { UInt16(bigEndian: unsafe $0.load(fromByteOffset: 2, as: UInt16.self)) }
  }

  /// The numeric address without the port.
  public var host: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN) + 1)
    let offset = family == AF_INET ? 4 : 8
    unsafe withUnsafeBytes(of: storage) { bytes in
      _ = unsafe inet_ntop(family, bytes.baseAddress! + offset, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The address and the port as they stand in a URL.
  public var description: String {
    family == AF_INET6 ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  static func peer(of descriptor: Int32) -> SocketAddress? {
    unsafe named { unsafe getpeername(descriptor, $0, $1) }
  }

  static func local(of descriptor: Int32) -> SocketAddress? {
    unsafe named { unsafe getsockname(descriptor, $0, $1) }
  }

  private static func named(
    _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> SocketAddress? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
      let pointer = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      guard unsafe call(pointer, &length) == 0 else { return nil }
      return unsafe SocketAddress(pointer, length: length)
    }
  }

  /// Looks up `host`, which may take seconds: call it off the loop.
  ///
  /// - Returns: the addresses, in the order in which they should be tried.
  /// - Throws: ``ResolutionError`` with what the resolver says.
  public static func resolve(host: String, port: UInt16) throws(ResolutionError) -> [SocketAddress] {
    if let numeric = SocketAddress(host: host, port: port) { return [numeric] }
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else {
      throw ResolutionError(host: host, reason: unsafe String(cString: gai_strerror(code)))
    }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = unsafe list
    while let entry = unsafe next {
      if let address = unsafe entry.pointee.ai_addr {
        unsafe addresses.append(SocketAddress(address, length: entry.pointee.ai_addrlen))
      }
      unsafe next = entry.pointee.ai_next
    }
    return addresses
  }
}

/// A host name that could not be resolved.
public struct ResolutionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name that was looked up.
  public var host: String
  /// What the resolver says.
  public var reason: String

  /// One line: the name and the reason.
  public var description: String { "cannot resolve '\(host)': \(reason)" }
}
