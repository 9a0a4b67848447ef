import Glibc

/// An address as text.
enum IPAddressText {
  /// The text of an address of 4 or 16 bytes, such as `"::1"`, or nil for another length.
  static func text(of address: [UInt8]) -> String? {
    guard address.count == 4 || address.count == 16 else { return nil }
    let family = address.count == 4 ? AF_INET : AF_INET6
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    // inet_ntop reads 4 or 16 bytes, as the family says, and ends the text within its length.
    guard unsafe inet_ntop(family, address, &text, socklen_t(text.count)) != nil else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
