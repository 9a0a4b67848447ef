internal import TautBytes

extension JSONSlice {
  /// The text of a string, its escapes resolved; `nil` for everything else.
  public func string(in bytes: RawSpan) -> String? {
    guard kind == .string else { return nil }
    let raw = bytes.extracting(body)
    guard isEscaped else { return String(decoding: raw) }
    var text = ""
    raw.forEachPiece { piece in
      switch piece {
      case .plain(let range): text += String(decoding: raw.extracting(range))
      case .escape(let scalar): text.unicodeScalars.append(scalar)
      }
      return true
    }
    return text
  }

  /// Whether this is a string whose text is `text`, escapes considered; allocates nothing.
  ///
  /// Texts are compared as code points, as member names are in RFC 8259, section 8.3: no Unicode normalisation.
  public func equals(_ text: String, in bytes: RawSpan) -> Bool {
    text.withBytes { equals($0, in: bytes) }
  }

  /// Whether this is a string whose text is `utf8`, escapes considered; allocates nothing.
  public func equals(_ utf8: RawSpan, in bytes: RawSpan) -> Bool {
    guard kind == .string else { return false }
    let raw = bytes.extracting(body)
    guard isEscaped else { return raw.equals(utf8) }
    var position = 0
    let isPrefix = raw.forEachPiece { piece in
      switch piece {
      case .plain(let range): utf8.matches(raw.extracting(range), at: &position)
      case .escape(let scalar): utf8.matches(scalar, at: &position)
      }
    }
    return isPrefix && position == utf8.byteCount
  }
}

/// A part of a string's body.
private enum Piece {
  case plain(Range<Int>)
  case escape(Unicode.Scalar)
}

extension RawSpan {
  /// Walks over the body of a string until `body` returns `false`, and tells whether it came to the end.
  @discardableResult
  fileprivate func forEachPiece(_ body: (Piece) -> Bool) -> Bool {
    var position = 0
    while position < byteCount {
      if self[position] == UInt8(ascii: "\\") {
        guard let escape = try? escape(at: position), body(.escape(escape.scalar)) else { return false }
        position = escape.end
      } else {
        var end = position + 1
        while end < byteCount, self[end] != UInt8(ascii: "\\") { end += 1 }
        guard body(.plain(position..<end)) else { return false }
        position = end
      }
    }
    return true
  }

  /// Whether `other` stands at `position`, which moves behind it.
  fileprivate func matches(_ other: RawSpan, at position: inout Int) -> Bool {
    let end = position + other.byteCount
    guard end <= byteCount, extracting(position..<end).equals(other) else { return false }
    position = end
    return true
  }

  /// Whether `scalar` stands at `position`, which moves behind it.
  fileprivate func matches(_ scalar: Unicode.Scalar, at position: inout Int) -> Bool {
    for unit in UTF8.encode(scalar)! {
      guard position < byteCount, self[position] == unit else { return false }
      position += 1
    }
    return true
  }
}
