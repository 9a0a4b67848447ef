import Testing

@testable import TautDeflate

@Suite struct InflaterPoolTests {
  let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]

  @Test func `an inflater that comes back is used again`() throws {
    var pool = InflaterPool()
    #expect(pool.idleCount == 0)
    pool.put(try pool.take())
    #expect(pool.idleCount == 1)
    var inflater = try pool.take()
    #expect(pool.idleCount == 0)
    #expect(try inflater.message(hello) == Array("Hello".utf8))
    pool.put(inflater)
  }

  @Test func `an inflater forgets the message that failed`() throws {
    var pool = InflaterPool()
    var inflater = try pool.take()
    var output: [UInt8] = []
    try inflater.receive([0xF2, 0x48], isLast: false, limit: 100, into: &output)
    pool.put(inflater)
    var second = try pool.take()
    #expect(try second.message(hello, limit: 5) == Array("Hello".utf8))
  }

  @Test func `a pool keeps no more than its capacity`() throws {
    var pool = InflaterPool(capacity: 1)
    let first = try pool.take()
    let second = try pool.take()
    pool.put(first)
    pool.put(second)
    #expect(pool.idleCount == 1)
  }
}
