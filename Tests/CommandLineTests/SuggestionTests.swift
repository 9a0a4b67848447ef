import TautCommandLine
import Testing

@Suite struct SuggestionTests {
  private let names = ["connect", "listen", "sub", "pub", "drive", "bench"]

  @Test(arguments: [
    ("conect", "connect"), ("connetc", "connect"), ("lsiten", "listen"), ("subb", "sub"), ("driv", "drive"),
    ("be", "bench"),
  ])
  func `a slip of the finger finds its name`(word: String, name: String) {
    #expect(Suggestion.closest(to: word, among: names) == name)
  }

  @Test(arguments: ["", "x", "publishing", "quit"])
  func `something else finds nothing`(word: String) {
    #expect(Suggestion.closest(to: word, among: names) == nil)
  }

  @Test func `the distance counts edits and swaps`() {
    #expect(Suggestion.distance("", "abc") == 3)
    #expect(Suggestion.distance("abc", "abc") == 0)
    #expect(Suggestion.distance("abc", "acb") == 1)
    #expect(Suggestion.distance("kitten", "sitting") == 3)
  }
}
