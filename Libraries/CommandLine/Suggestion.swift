/// The name that somebody probably meant.
public enum Suggestion {
  /// The candidate closest to `word`, or nil when none is close.
  ///
  /// Close is an edit for every three letters of the word, but at least one. A word that begins exactly one candidate
  /// means that one.
  public static func closest(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    let ranked = candidates.map { (name: $0, distance: distance(word, $0)) }
    if let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit { return best.name }
    let extensions = candidates.filter { word.count >= 2 && $0.hasPrefix(word) }
    return extensions.count == 1 ? extensions[0] : nil
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours between two words.
  ///
  /// The optimal string alignment distance: no part of a word is edited twice.
  public static func distance(_ one: String, _ other: String) -> Int {
    let a = Array(one)
    let b = Array(other)
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
