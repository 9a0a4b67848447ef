/// Turns the bytes of a terminal in raw mode into keys.
struct KeyDecoder: Sendable {
  private enum State: Sendable {
    case ground
    /// A character of several bytes, of which `missing` have not come yet.
    case character([UInt8], missing: Int)
    case escape
    /// After `ESC [`, with the parameters so far.
    case sequence([UInt8])
    /// After `ESC O`.
    case application
    case paste([UInt8])
  }

  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  private var state = State.ground

  /// Whether an escape has come that may stand alone or begin a sequence.
  var isUndecided: Bool {
    if case .escape = state { true } else { false }
  }

  /// Takes the next byte and returns the key that it completes.
  mutating func receive(_ byte: UInt8) -> Key? {
    switch state {
    case .ground: return ground(byte)
    case .character(let bytes, let missing): return character(bytes, byte, missing: missing)
    case .escape: return escape(byte)
    case .sequence(let parameters): return sequence(parameters, byte)
    case .application:
      state = .ground
      return Self.arrow(byte, isWord: false) ?? .unknown
    case .paste(let bytes): return paste(bytes, byte)
    }
  }

  /// Says that nothing followed for a while: an escape stands alone.
  mutating func receiveSilence() -> Key? {
    guard isUndecided else { return nil }
    state = .ground
    return .escape
  }

  private mutating func ground(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x1B:
      state = .escape
      return nil
    case 0x0D: return .enter
    case 0x09: return .tab
    case 0x08, 0x7F: return .backspace
    case 0x01...0x1A: return .control(Character(Unicode.Scalar(byte + 0x60)))
    case 0x20...0x7E: return .text(String(Unicode.Scalar(byte)))
    case 0xC2...0xDF: return begin(byte, missing: 1)
    case 0xE0...0xEF: return begin(byte, missing: 2)
    case 0xF0...0xF4: return begin(byte, missing: 3)
    default: return .unknown
    }
  }

  private mutating func begin(_ byte: UInt8, missing: Int) -> Key? {
    state = .character([byte], missing: missing)
    return nil
  }

  private mutating func character(_ bytes: [UInt8], _ byte: UInt8, missing: Int) -> Key? {
    guard byte & 0xC0 == 0x80 else {
      state = .ground
      return ground(byte) ?? .unknown
    }
    let bytes = bytes + [byte]
    guard missing == 1 else {
      state = .character(bytes, missing: missing - 1)
      return nil
    }
    state = .ground
    return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .unknown
  }

  private mutating func escape(_ byte: UInt8) -> Key? {
    state = .ground
    switch byte {
    case UInt8(ascii: "["): state = .sequence([])
    case UInt8(ascii: "O"): state = .application
    case UInt8(ascii: "b"): return .wordLeft
    case UInt8(ascii: "f"): return .wordRight
    case UInt8(ascii: "d"): return .deleteWordAfter
    case 0x08, 0x7F: return .deleteWordBefore
    case 0x1B: state = .escape
    default: return .unknown
    }
    return nil
  }

  private mutating func sequence(_ parameters: [UInt8], _ byte: UInt8) -> Key? {
    // ECMA-48, 5.4: parameters and intermediates are 0x20 to 0x3F, the final byte is 0x40 to 0x7E.
    if (0x20...0x3F).contains(byte), parameters.count < 32 {
      state = .sequence(parameters + [byte])
      return nil
    }
    state = .ground
    let numbers = String(decoding: parameters, as: UTF8.self).split(separator: ";").map { Int($0) ?? 0 }
    guard byte == UInt8(ascii: "~") else { return Self.arrow(byte, isWord: numbers.count > 1) ?? .unknown }
    return tilde(numbers)
  }

  private mutating func tilde(_ numbers: [Int]) -> Key? {
    switch numbers.first {
    case 1, 7: return .home
    case 4, 8: return .end
    case 3: return numbers.count > 1 ? .deleteWordAfter : .delete
    case 200:
      state = .paste([])
      return nil
    default: return .unknown
    }
  }

  private static func arrow(_ byte: UInt8, isWord: Bool) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): isWord ? .wordRight : .right
    case UInt8(ascii: "D"): isWord ? .wordLeft : .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    default: nil
    }
  }

  private mutating func paste(_ bytes: [UInt8], _ byte: UInt8) -> Key? {
    // Taken out of the state first: the array is then unique and grows in place.
    var bytes = bytes
    state = .ground
    bytes.append(byte)
    guard byte == Self.pasteEnd.last, bytes.suffix(Self.pasteEnd.count) == Self.pasteEnd[...] else {
      state = .paste(bytes)
      return nil
    }
    let text = String(decoding: bytes.dropLast(Self.pasteEnd.count), as: UTF8.self)
    return .paste(text.lines(separator: "\n"))
  }
}

extension String {
  /// The text with every line break, however it is written, replaced by `separator`.
  fileprivate func lines(separator: String) -> String {
    split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\r" || $0 == "\n" }.joined(separator: separator)
  }
}
