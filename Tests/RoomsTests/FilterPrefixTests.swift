import Testing

@testable import TautRooms

@Suite struct FilterPrefixTests {
  private func bound(_ text: String, isEnd: Bool = false) -> FilterPrefix.Bound {
    FilterPrefix.Bound(bytes: Array(text.utf8), isEnd: isEnd)
  }

  @Test func `a prefix lies before its extensions, and its end behind them`() {
    let ascending = [
      bound(""), bound("a"), bound("ab"), bound("abc"), bound("abc", isEnd: true), bound("ab", isEnd: true),
      bound("ac"),
      bound("a", isEnd: true), bound("b"), bound("", isEnd: true),
    ]
    for (position, left) in ascending.enumerated() {
      for (other, right) in ascending.enumerated() { #expect((left < right) == (position < other), "\(left) \(right)") }
    }
  }

  @Test(arguments: [
    ("", true), ("o", true), ("over_hits", true), ("over_hits_", false), ("p", false), ("overs", false),
  ])
  func `its interval holds the texts that begin with it`(prefix: String, isHeld: Bool) {
    let interval = FilterPrefix(bytes: Array(prefix.utf8))
    let text = bound("over_hits")
    #expect((interval.lower <= text && text <= interval.upper) == isHeld)
  }
}
