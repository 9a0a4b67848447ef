extension RequestHead {
  /// The path as it was sent, percent-encoded, without the query; at least `/`.
  public var path: String {
    target.path.isEmpty ? "/" : fields.bytes.text(target.path)
  }

  /// The query as it was sent, without the question mark.
  public var query: String? {
    target.query.map { fields.bytes.text($0) }
  }

  /// The segments of the path, each decoded on its own.
  ///
  /// `/ws/a%2Fb` is `["ws", "a/b"]`: an encoded slash in an id cannot become a separator. A plus stays a plus. `/` has no
  /// segments, and `/ws/` has an empty last one. A segment `.` or `..`, encoded or not, is refused: clients resolve those
  /// before they send (RFC 3986, 5.2.4).
  public func pathSegments() throws(HeadError) -> [String] {
    guard target.path.count > 1 else { return [] }
    let bytes = fields.bytes
    var segments: [String] = []
    for part in bytes[target.path].dropFirst().split(separator: .slash, omittingEmptySubsequences: false) {
      guard let segment = bytes.percentDecoded(part.startIndex..<part.endIndex, plusIsSpace: false)
      else { throw .targetNotUTF8 }
      guard segment != ".", segment != ".." else { throw .dotSegment }
      segments.append(segment)
    }
    return segments
  }

  /// The items of the query, decoded; `+` and `%20` are both a space.
  ///
  /// An item without `=` has an empty value. Empty items are skipped.
  public func queryItems() throws(HeadError) -> [QueryItem] {
    guard let query = target.query else { return [] }
    let bytes = fields.bytes
    var items: [QueryItem] = []
    for part in bytes[query].split(separator: UInt8(ascii: "&")) {
      let sign = part.firstIndex(of: UInt8(ascii: "="))
      let value = sign.map { $0 + 1..<part.endIndex } ?? part.endIndex..<part.endIndex
      guard let name = bytes.percentDecoded(part.startIndex..<(sign ?? part.endIndex), plusIsSpace: true),
        let value = bytes.percentDecoded(value, plusIsSpace: true)
      else { throw .targetNotUTF8 }
      items.append(QueryItem(name: name, value: value))
    }
    return items
  }
}
