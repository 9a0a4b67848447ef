extension LineEditor {
  /// Shows the line of the history that is `step` away.
  mutating func browse(by step: Int) {
    let target = position + step
    guard (0...history.lines.count).contains(target) else { return }
    if position == history.lines.count { draft = text }
    position = target
    replace(with: target == history.lines.count ? draft : history.lines[target])
  }

  /// Takes a key while a search is under way.
  mutating func searching(_ key: Key) -> Effect {
    guard var search else { return .none }
    switch key {
    case .text(let text), .paste(let text):
      search.text += text
      find(&search, before: search.position.map { $0 + 1 } ?? history.lines.count)
    case .backspace:
      search.text.removeLast(min(1, search.text.count))
      search.position = nil
      find(&search, before: history.lines.count)
    case .control("r"): find(&search, before: search.position ?? history.lines.count)
    case .control("g"), .control("c"), .escape:
      self.search = nil
      return .redraw
    default:
      accept(search)
      let effect = receive(key)
      return effect == .none || effect == .bell ? .redraw : effect
    }
    self.search = search
    return search.hasFailed ? .bell : .redraw
  }

  private func find(_ search: inout Search, before limit: Int) {
    let found = history.search(search.text, before: limit)
    search.hasFailed = found == nil && !search.text.isEmpty
    search.position = found ?? search.position
  }

  private mutating func accept(_ search: Search) {
    self.search = nil
    guard let found = search.position else { return }
    if position == history.lines.count { draft = text }
    position = found
    replace(with: history.lines[found])
  }
}
