import Testing

@testable import TautLog

@Suite struct LogTimeTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (1_755_252_000_250, "2025-08-15T10:00:00.250Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (-86_400_000, "1969-12-31T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func `a time is a date and a clock in UTC`(milliseconds: Int64, text: String) {
    #expect(LogTime(milliseconds).iso8601 == text)
  }
}
