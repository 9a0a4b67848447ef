import TautCommandLine
import Testing

@Suite struct HelpTableTests {
  @Test func `the second column stands below itself, and a long first column has its own line`() {
    var table = HelpTable(rows: [
      HelpTable.Row(left: "-a", right: "one two three"),
      HelpTable.Row(left: "--a-name-of-thirty-characters-x", right: "four"),
    ])
    table.width = 40
    #expect(
      table.text == """
          -a                          one two
                                      three
          --a-name-of-thirty-characters-x
                                      four

        """)
    #expect(HelpTable(rows: []).text.isEmpty)
  }

  @Test func `long words and narrow tables break between words`() {
    #expect(HelpTable.wrapped("aa bb cc", to: 5) == ["aa bb", "cc"])
    #expect(HelpTable.wrapped("", to: 5) == [""])
    #expect(HelpTable.wrapped("abcdefgh i", to: 5) == ["abcdefgh", "i"])
  }
}
