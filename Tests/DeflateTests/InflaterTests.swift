import CTautZlib
import Glibc
import Testing

@testable import TautDeflate

@Suite struct InflaterTests {
  let hello = Array("Hello".utf8)

  @Suite struct `the examples of RFC 7692, 7.2.3` {
    static let examples: [(String, [UInt8], String)] = [
      ("7.2.3.1: one block", [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], "Hello"),
      (
        "7.2.3.3: a block that is not compressed",
        [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00], "Hello"
      ),
      ("7.2.3.4: a final block", [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00], "Hello"),
      (
        "7.2.3.5: two blocks",
        [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00], "Hello"
      ),
      ("7.2.3.6: nothing", [0x00], ""),
    ]

    @Test(arguments: examples, [1, 2, 3, Int.max])
    func `inflate however they are cut`(example: (String, [UInt8], String), cut: Int) throws {
      var inflater = try Inflater(keepsContext: true)
      for _ in 0..<3 {
        #expect(try inflater.message(example.1, cut: cut) == Array(example.2.utf8), "\(example.0)")
      }
    }

    @Test func `7.2.3.2: a message may refer to the one before`() throws {
      var inflater = try Inflater(keepsContext: true)
      let payloads: [[UInt8]] = [[0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], [0xF2, 0x00, 0x11, 0x00, 0x00]]
      for payload in payloads { #expect(try inflater.message(payload) == Array("Hello".utf8)) }
    }
  }

  @Test func `a message may not refer to the one before without context takeover`() throws {
    var inflater = try Inflater(keepsContext: false)
    #expect(try inflater.message([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]) == hello)
    #expect(throws: InflateError.corrupt) { try inflater.message([0xF2, 0x00, 0x11, 0x00, 0x00]) }
  }

  @Test func `a message may refer to what stood before a final block`() throws {
    var inflater = try Inflater(keepsContext: true)
    #expect(try inflater.message([0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]) == hello)
    #expect(try inflater.message([0xF2, 0x00, 0x11, 0x00, 0x00]) == hello)
  }

  @Test func `a message that ends with a final block needs no byte behind it`() throws {
    var inflater = try Inflater(keepsContext: true)
    for _ in 0..<2 {
      #expect(try inflater.message([0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]) == hello)
    }
  }

  @Test func `a message may have no bytes at all`() throws {
    var inflater = try Inflater(keepsContext: true)
    #expect(try inflater.message([]) == [])
    #expect(try inflater.message([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]) == hello)
    #expect(try inflater.message([]) == [])
  }

  @Test(
    arguments: [
      ("a block of the reserved type", [0x07]),
      ("a stored block whose lengths disagree", [0x00, 0x05, 0x00, 0xFA, 0xFE, 0x48]),
      ("the end inside a block", [0xF2, 0x48, 0xCD]),
      ("the end inside a stored block", [0x00, 0x09, 0x00, 0xF6, 0xFF, 0x48]),
      ("a distance to before the beginning", [0xF2, 0x00, 0x11, 0x00, 0x00]),
      ("garbage", [0xFF, 0xFF, 0xFF, 0xFF]),
      ("garbage after a final block", [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0xFF]),
    ] as [(String, [UInt8])], [1, Int.max])
  func `corrupt data is told`(example: (String, [UInt8]), cut: Int) throws {
    var inflater = try Inflater(keepsContext: true)
    #expect(throws: InflateError.corrupt, "\(example.0)") { try inflater.message(example.1, cut: cut) }
    inflater.reset()
    #expect(try inflater.message([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]) == hello)
  }

  // MARK: - The limit

  @Test(arguments: [1, 7, Int.max])
  func `a message of exactly the limit passes and one byte more does not`(cut: Int) throws {
    var deflater = try Deflater(keepsContext: false)
    var inflater = try Inflater(keepsContext: false)
    let payload = deflater.payload([UInt8](repeating: 7, count: 100_000))
    #expect(try inflater.message(payload, cut: cut, limit: 100_000).count == 100_000)
    #expect(throws: InflateError.tooLarge(limit: 99_999)) {
      try inflater.message(payload, cut: cut, limit: 99_999)
    }
  }

  @Test func `an empty message passes a limit of nothing`() throws {
    var inflater = try Inflater(keepsContext: false)
    #expect(try inflater.message([0x00], limit: 0) == [])
    #expect(throws: InflateError.tooLarge(limit: 0)) {
      try inflater.message([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], limit: 0)
    }
  }

  @Test func `there may be no limit`() throws {
    var inflater = try Inflater(keepsContext: false)
    #expect(try inflater.message([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], limit: .max) == hello)
  }

  @Test(arguments: [1000, 65_536, 1_000_000])
  func `a bomb is stopped while it inflates`(limit: Int) throws {
    var deflater = try Deflater(keepsContext: false, level: 9)
    var inflater = try Inflater(keepsContext: false)
    let bomb = deflater.payload([UInt8](repeating: 0, count: 50_000_000))
    #expect(bomb.count < 50_000)
    var output: [UInt8] = []
    #expect(throws: InflateError.tooLarge(limit: limit)) {
      try inflater.receive(bomb, isLast: true, limit: limit, into: &output)
    }
    #expect(output.count == limit + 1)
    #expect(output.capacity <= limit + 65_536)
  }

  @Test func `the limit is for the message though its parts are taken away`() throws {
    var deflater = try Deflater(keepsContext: false)
    var inflater = try Inflater(keepsContext: false)
    let payload = deflater.payload([UInt8](repeating: 7, count: 10_000))
    var taken = 0
    #expect(throws: InflateError.tooLarge(limit: 5000)) {
      for byte in payload {
        var output: [UInt8] = []
        defer { taken += output.count }
        try inflater.receive([byte], isLast: false, limit: 5000, into: &output)
      }
    }
    #expect(taken == 5001)
  }

  @Test func `each message has the limit for itself`() throws {
    var deflater = try Deflater(keepsContext: true)
    var inflater = try Inflater(keepsContext: true)
    for _ in 0..<5 {
      #expect(try inflater.message(deflater.payload([UInt8](repeating: 7, count: 900)), limit: 1000).count == 900)
    }
  }

  // MARK: - Memory

  @Test func `no memory for the state is an error`() {
    // zlib calls the function with its own arguments.
    #expect(throws: InflateError.outOfMemory) {
      _ = try unsafe Inflater(windowBits: 15, keepsContext: true) { _, _, _ in nil }
    }
  }

  @Test func `no memory for the window is an error`() throws {
    // zlib calls the function with its own arguments and frees what it returns.
    var inflater = try unsafe Inflater(windowBits: 15, keepsContext: true) { _, items, size in
      unsafe items * size >= 32_768 ? nil : malloc(Int(items * size))
    }
    #expect(throws: InflateError.outOfMemory) { try inflater.message([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]) }
  }

  // MARK: - Errors

  @Test(arguments: [
    (InflateError.tooLarge(limit: 9), 1009, "message exceeds the limit of 9 bytes when inflated"),
    (.corrupt, 1007, "compressed data is corrupt"),
    (.outOfMemory, 1011, "no memory to inflate the message"),
  ])
  func `an error has its close code and its sentence`(error: InflateError, code: UInt16, text: String) {
    #expect(error.closeCode == code)
    #expect("\(error)" == text)
  }
}
