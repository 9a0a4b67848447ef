import TautBytes
import TautJSON
import Testing

@Suite struct JSONScannerTests {
  @Test func `a scan finds the members that the shape names, and the last of two counts`() throws {
    let shape = JSONShape(["type", "correlationId", "a name of more than sixteen bytes"])
    let text = #" {"x":1,"a name of more than sixteen bytes":[1],"type":"a","correlationId":7,"t\u0079pe":"b"} "#
    try text.withBytes { bytes in
      var fields = JSONFields()
      let root = try JSONScanner().scan(bytes, for: shape, into: &fields)
      #expect(root.range == 1..<(text.utf8.count - 1))
      #expect(fields[0]?.string(in: bytes) == "b")
      #expect(fields[1]?.int64(in: bytes) == 7)
      #expect(fields[2]?.kind == .array)
      #expect(fields.unknownCount == 1)
    }
  }
}
