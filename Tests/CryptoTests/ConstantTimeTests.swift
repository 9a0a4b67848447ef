import TautCrypto
import Testing

@Suite struct ConstantTimeTests {
  @Test(
    arguments: [
      ([], [], true),
      ([1], [1], true),
      ([1, 2, 3], [1, 2, 3], true),
      ([1, 2, 3], [1, 2, 4], false),
      ([9, 2, 3], [1, 2, 3], false),
      ([1, 2], [1, 2, 3], false),
      ([], [0], false),
    ] as [([UInt8], [UInt8], Bool)])
  func `bytes are equal when length and content are`(left: [UInt8], right: [UInt8], isEqual: Bool) {
    #expect(equalsInConstantTime(left.span, right.span) == isEqual)
  }
}
