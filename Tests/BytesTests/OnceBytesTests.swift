import TautBytes
import Testing

@Suite struct OnceBytesTests {
  @Test func `who asks first computes, and everybody gets that`() {
    let once = OnceBytes()
    var count = 0
    for number in 0..<3 as Range<UInt8> {
      let bytes = once.bytes {
        count += 1
        return [number]
      }
      #expect(bytes == [0])
    }
    #expect(count == 1)
  }

  @Test func `who asks while another computes gets the same`() async {
    let shared = Shared()
    let answers = await withTaskGroup(of: [UInt8].self) { group in
      for number in 0..<8 as Range<UInt8> { group.addTask { shared.once.bytes { [number] } } }
      return await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
    }
    #expect(answers.count == 1)
  }
}

private final class Shared: Sendable {
  let once = OnceBytes()
}
