/// Finds the client behind proxies that are trusted to name it.
///
/// A proxy appends the address that it was asked from to `X-Forwarded-For`, or to `Forwarded` (RFC 7239). Whoever is not
/// a trusted proxy may write into them what he wants, so they are read from the right, and only as far as each entry
/// was written by a trusted one.
public struct TrustedProxies: Sendable {
  /// The addresses of the proxies.
  public var networks: [IPNetwork]

  /// Trusts `networks`, which may be none.
  public init(_ networks: [IPNetwork] = []) {
    self.networks = networks
  }

  /// The address of the client.
  ///
  /// - Parameters:
  ///   - peer: Who opened the connection.
  ///   - forwardedFor: The values of all `X-Forwarded-For` fields, in order.
  ///   - forwarded: The values of all `Forwarded` fields, in order.
  /// - Returns: `peer` where it is no trusted proxy, or names nobody.
  /// - Throws: ``ForwardingError`` where both are there and name different clients.
  public func client(
    of peer: IPAddress, forwardedFor: [String], forwarded: [String]
  ) throws(ForwardingError) -> IPAddress {
    guard isTrusted(peer), !(forwardedFor.isEmpty && forwarded.isEmpty) else { return peer }
    let old = client(behind: peer, forwardedFor.flatMap { Self.split($0, at: ",") }.map { Self.address($0) })
    let new = client(
      behind: peer, forwarded.flatMap { Self.split($0, at: ",") }.map { Self.forwardedFor($0).flatMap(Self.address) })
    if forwarded.isEmpty { return old }
    if forwardedFor.isEmpty { return new }
    guard old == new else { throw .contradiction(old, new) }
    return old
  }

  private func isTrusted(_ address: IPAddress) -> Bool {
    networks.contains { $0.contains(address) }
  }

  /// The first address from the right that is no trusted proxy; what cannot be read ends the search.
  private func client(behind peer: IPAddress, _ hops: [IPAddress?]) -> IPAddress {
    var client = peer
    for hop in hops.reversed() {
      guard let hop else { break }
      client = hop
      guard isTrusted(hop) else { break }
    }
    return client
  }

  /// The value of the `for` parameter of one element (RFC 7239, 4).
  private static func forwardedFor(_ element: Substring) -> Substring? {
    for pair in split(element, at: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0].trimmed.lowercased() == "for" { return parts[1].trimmed }
    }
    return nil
  }

  /// An address with or without a port, as proxies write it: `192.0.2.1:80`, `"[2001:db8::1]:80"`, `2001:db8::1`.
  private static func address(_ text: Substring) -> IPAddress? {
    var text = text.trimmed
    if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      return IPAddress(text[text.index(after: text.startIndex)..<end])
    }
    if let address = IPAddress(text) { return address }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && UInt16(parts[1]) != nil ? IPAddress(parts[0]) : nil
  }

  /// The parts between separators that stand outside of quotes.
  private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
    var isQuoted = false
    return Substring(text).split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == separator && !isQuoted
    }
  }
}

extension Substring {
  /// The text without blanks at both ends.
  fileprivate var trimmed: Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return self[first...last]
  }
}
