import Testing

@testable import TautHandshake

@Suite struct HeadFieldsTests {
  @Test func `fields keep their order and their spelling`() throws {
    let head = try request("/", "X-B: 2", "x-a: 1", "X-B:3")
    #expect(
      Array(head.fields) == [
        HeadField(name: "Host", value: "example.com"), HeadField(name: "X-B", value: "2"),
        HeadField(name: "x-a", value: "1"), HeadField(name: "X-B", value: "3"),
      ])
  }

  @Test func `names are found whatever their case`() throws {
    let fields = try request("/", "X-B: 2", "x-a: 1", "X-b: 3").fields
    #expect(fields["x-B"] == "2")
    #expect(fields["X-C"] == nil)
    #expect(fields.values(named: "x-b") == ["2", "3"])
    #expect(fields.values(named: "x-c").isEmpty)
    #expect(fields.hasSeveral(named: "x-b"))
    #expect(!fields.hasSeveral(named: "x-a"))
    #expect(!fields.hasSeveral(named: "x-c"))
  }

  // "[" and "{" differ from each other in the bit that separates capital from small letters.
  @Test func `only letters have a case`() throws {
    #expect(try request("/", "X^A: 1").fields["x~a"] == nil)
  }

  // RFC 9110, 5.6.1: empty elements are ignored, and several fields make one list.
  @Test(arguments: ["upgrade", "Upgrade", "keep-alive, Upgrade", " ,, upgrade ,", "a,upgrade\t"])
  func `a list contains a token whatever stands around it`(value: String) throws {
    #expect(try request("/", "Connection: \(value)").fields.list(named: "connection", contains: "upgrade"))
    #expect(
      try request("/", "Connection: x", "Connection: \(value)").fields.list(named: "connection", contains: "upgrade"))
  }

  @Test(arguments: ["", "upgrades", "up grade", "keep-alive", "x-upgrade"])
  func `a list does not contain what only looks like the token`(value: String) throws {
    #expect(try !request("/", "Connection: \(value)").fields.list(named: "connection", contains: "upgrade"))
  }
}
