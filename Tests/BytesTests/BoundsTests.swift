import TautBytes
import Testing

/// What keeps the unsafe code behind these functions sound: a range outside of the bytes ends the process.
@Suite struct BoundsTests {
  @Test func `masking stays inside of the bytes`() async {
    await #expect(processExitsWith: .failure) {
      var bytes = [UInt8](repeating: 0, count: 8)
      bytes.withMutableBytes { _ = Masking.apply(key: 1, to: &$0, in: 4..<9) }
    }
  }

  @Test func `the test for ASCII stays inside of the bytes`() async {
    await #expect(processExitsWith: .failure) {
      var bytes = [UInt8](repeating: 0, count: 8)
      bytes.withMutableBytes { _ = UTF8Validator.isASCII($0, in: 4..<9) }
    }
  }

  @Test func `loading and searching stay inside of the bytes`() async {
    await #expect(processExitsWith: .failure) { [1, 2, 3].withBytes { _ = $0.bigEndian(at: 2, as: UInt16.self) } }
    await #expect(processExitsWith: .failure) { [1, 2, 3].withBytes { _ = $0[-1] } }
    await #expect(processExitsWith: .failure) { [1, 2, 3].withBytes { _ = $0.firstOffset(of: 1, in: 0..<4) } }
  }

  @Test func `copying and moving stay inside of the bytes`() async {
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = [1, 2, 3]
      [4, 5].withBytes { source in bytes.withMutableBytes { $0.copy(source, to: 2) } }
    }
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = [1, 2, 3]
      bytes.withMutableBytes { $0.move(0..<2, to: 2) }
    }
    await #expect(processExitsWith: .failure) {
      var bytes: [UInt8] = [1, 2, 3]
      bytes.withMutableBytes { $0.move(2..<4, to: 0) }
    }
  }
}
