import TautAdmission
import TautCommandLine
import TautEventLoop
import TautStore

extension ValueForm where Value == String {
  /// An address to listen on.
  static let address = ValueForm(
    name: "ADDRESS", allowed: "a numeric address such as 127.0.0.1, ::1, 0.0.0.0 for all of IPv4, or :: for all",
    read: { SocketAddress(host: $0, port: 0) == nil ? nil : $0 }, show: { $0 })

  /// The origin of a page (RFC 6454, 6.2), or all.
  static let origin = ValueForm(
    name: "ORIGIN", allowed: "an origin such as https://example.org or http://localhost:3000, or * for all",
    read: { isOrigin($0) ? $0 : nil }, show: { $0 })

  private static func isOrigin(_ text: String) -> Bool {
    if text == "*" { return true }
    guard let scheme = text.firstRange(of: "://"), scheme.lowerBound != text.startIndex else { return false }
    let host = text[scheme.upperBound...]
    return !host.isEmpty && !host.contains { "/?#@ ".contains($0) }
  }
}

extension ValueForm where Value == SQLiteOptions.Durability {
  /// What an answer to a publish promises.
  static let durability = ValueForm(
    name: "WHAT", allowed: "full (survives a loss of power) or process (survives kill -9)",
    read: { SQLiteOptions.Durability(rawValue: $0) }, show: \.rawValue)
}

extension ValueForm where Value == IPNetwork {
  /// An address or a range of addresses.
  static let network = ValueForm(
    name: "NETWORK", allowed: "an address or a network such as 10.0.0.0/8 or 2001:db8::/32",
    read: { IPNetwork($0) }, show: { $0.description })
}
