extension LineEditor {
  /// Moves the cursor, or deletes, as `key` says.
  mutating func move(_ key: Key) {
    switch key {
    case .left: moveLeft(by: before.suffix(1))
    case .right: moveRight(by: after.prefix(1))
    case .wordLeft: moveLeft(by: wordBefore)
    case .wordRight: moveRight(by: wordAfter)
    case .home: moveLeft(by: before[...])
    case .end: moveRight(by: after[...])
    case .backspace: before.removeLast(min(1, before.count))
    case .delete: after.removeFirst(min(1, after.count))
    case .deleteWordBefore: cutBefore(wordBefore)
    case .deleteWordAfter: cutAfter(wordAfter)
    case .up: browse(by: -1)
    case .down: browse(by: 1)
    default: break
    }
  }

  /// Cuts, brings back or exchanges, as the control key `letter` says.
  mutating func cut(_ letter: Character) {
    switch letter {
    case "k": cutAfter(after[...])
    case "u": cutBefore(before[...])
    case "w": cutBefore(blankWordBefore)
    case "y": before += killed
    case "t": transpose()
    default: break
    }
  }

  private mutating func moveLeft(by text: Substring) {
    after = text + after
    before.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func moveRight(by text: Substring) {
    before += text
    after.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func cutBefore(_ text: Substring) {
    if !text.isEmpty { killed = String(text) }
    before.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func cutAfter(_ text: Substring) {
    if !text.isEmpty { killed = String(text) }
    after.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func transpose() {
    guard !before.isEmpty, before.count + after.count > 1 else { return }
    if before.count > 1, after.isEmpty { moveLeft(by: before.suffix(1)) }
    guard let last = before.popLast(), !after.isEmpty else { return }
    before.append(after.removeFirst())
    before.append(last)
  }

  /// The word that ends at the cursor, with what follows it: words are letters and digits.
  private var wordBefore: Substring {
    let word = before[...].trimmingSuffix { !$0.isWord }.trimmingSuffix { $0.isWord }
    return before[word.endIndex...]
  }

  private var wordAfter: Substring {
    let rest = after.drop { !$0.isWord }.drop { $0.isWord }
    return after[..<rest.startIndex]
  }

  /// As ``wordBefore``, but words are whatever has no space in it.
  private var blankWordBefore: Substring {
    let word = before[...].trimmingSuffix { $0.isWhitespace }.trimmingSuffix { !$0.isWhitespace }
    return before[word.endIndex...]
  }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isNumber || self == "_" }
}

extension Substring {
  fileprivate func trimmingSuffix(while isPart: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isPart(last) { rest.removeLast() }
    return rest
  }
}
