import TautBytes
import Testing

@Suite struct UInt8ASCIITests {
  @Test func `only the capital letters change`() {
    for byte in UInt8.min ... .max {
      let letter = Character(UnicodeScalar(byte))
      let isCapital = letter.isASCII && letter.isUppercase
      #expect(byte.lowercasedASCII == (isCapital ? byte + 32 : byte))
    }
  }

  @Test func `digits have their values, decimal and hexadecimal`() {
    for byte in UInt8.min ... .max {
      let letter = Character(UnicodeScalar(byte))
      #expect(byte.isASCIIDigit == ("0"..."9").contains(letter))
      #expect(byte.hexDigitValue == letter.hexDigitValue.map { UInt8($0) })
    }
  }
}
