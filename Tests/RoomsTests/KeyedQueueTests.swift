import TautTesting
import Testing

@testable import TautRooms

@Suite struct KeyedQueueTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random use is as a list does it`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var queue = KeyedQueue()
    var list: [(offset: UInt64, key: [UInt8]?)] = []
    for offset in 1...300 as ClosedRange<UInt64> {
      let key: [UInt8]? = Bool.random(using: &random) ? [.random(in: 0..<8, using: &random)] : nil
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        #expect(queue.popFirst()?.publication.offset == list.first?.offset)
        list = Array(list.dropFirst())
      case 1:
        let removed = key.flatMap { key in list.first { $0.key == key } }?.offset
        #expect(key.flatMap { queue.remove(key: $0) }?.offset == removed)
        list.removeAll { $0.key != nil && $0.key == key }
      default:
        let replaced = key.flatMap { key in list.first { $0.key == key } }?.offset
        #expect(queue.append(try .sample(offset), key: key)?.offset == replaced)
        list.removeAll { $0.key != nil && $0.key == key }
        list.append((offset, key))
      }
      #expect(queue.entries.map(\.publication.offset) == list.map(\.offset))
      #expect(queue.count == list.count && queue.bytes == 2 * list.count)
      #expect(queue.entry(withKey: [3])?.publication.offset == list.first { $0.key == [3] }?.offset)
    }
    #expect(queue.removeAll().map(\.offset) == list.map(\.offset))
    #expect(queue.count == 0 && queue.popFirst()?.publication.offset == nil)
  }
}
