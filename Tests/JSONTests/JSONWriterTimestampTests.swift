import TautJSON
import Testing

@Suite struct JSONWriterTimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (1_755_252_000_000, "2025-08-15T10:00:00.000Z"),
    (951_782_400_250, "2000-02-29T00:00:00.250Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
    (.max, "9999-12-31T23:59:59.999Z"), (.min, "0000-01-01T00:00:00.000Z"),
  ])
  func `a point in time is written in UTC, as a member without the fraction of a whole second`(
    _ milliseconds: Int64, _ text: String
  ) {
    var json = JSONWriter()
    json.beginObject()
    json.name("at")
    json.timestamp(milliseconds)
    json.member("too", timestamp: milliseconds)
    json.endObject()
    let trimmed = text.replacing(".000Z", with: "Z")
    #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"at":"\#(text)","too":"\#(trimmed)"}"#)
  }
}
