import TautCrypto
import Testing

@Suite struct MaskKeysTests {
  @Test func `keys go on beyond one draw and do not repeat`() {
    var keys = MaskKeys()
    var seen: Set<UInt32> = []
    for _ in 0..<3000 { seen.insert(keys.next()) }
    // Of 3,000 fair draws from 2^32 one pair is equal once in a thousand runs; four pairs, never.
    #expect(seen.count > 2996)
  }
}
