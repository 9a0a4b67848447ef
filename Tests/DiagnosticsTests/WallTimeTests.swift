import Foundation
import TautDiagnostics
import Testing

@Suite struct WallTimeTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1_755_252_000_250, "2025-08-15T10:00:00.250Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func `a time is spelled as JavaScript spells a Date, and read again`(milliseconds: Int64, text: String) {
    #expect(WallTime(milliseconds: milliseconds).description == text)
    #expect(WallTime(text)?.milliseconds == milliseconds)
  }

  @Test func `all days of five centuries are read as they are written`() {
    for day in stride(from: Int64(0), to: 182_625, by: 7) {
      let time = WallTime(milliseconds: day * 86_400_000 + day)
      #expect(WallTime(time.description) == time)
    }
  }

  @Test(arguments: [
    "", "2025-08-15", "2025-02-30T10:00:00.250Z", "2025-13-01T10:00:00.250Z", "2025-08-15T25:00:00.250Z",
    "2025-08-15 10:00:00.250Z", "2025-08-15T10:00:00.2500", "2025-0a-15T10:00:00.250Z", "1969-12-31T23:59:59.999Z",
    "2025-08-15T10:00:00.25éZ",
  ])
  func `what is no time is not read`(text: String) {
    #expect(WallTime(text) == nil)
  }

  @Test func `times beyond the calendar become the nearest inside, and times have an order`() {
    #expect(WallTime(milliseconds: -1) == WallTime(milliseconds: 0))
    #expect(WallTime(milliseconds: .max).description == "9999-12-31T23:59:59.999Z")
    #expect(WallTime(milliseconds: 1) < WallTime(milliseconds: 2))
    #expect(WallTime(milliseconds: 1) + .seconds(1) == WallTime(milliseconds: 1001))
  }

  @Test func `Codable uses the same spelling`() throws {
    let time = WallTime(milliseconds: 1_755_252_000_250)
    #expect(String(decoding: try JSONEncoder().encode([time]), as: UTF8.self) == #"["2025-08-15T10:00:00.250Z"]"#)
    #expect(try JSONDecoder().decode([WallTime].self, from: Data(#"["2025-08-15T10:00:00.250Z"]"#.utf8)) == [time])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([WallTime].self, from: Data(#"["yesterday"]"#.utf8))
    }
  }
}
