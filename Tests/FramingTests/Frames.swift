import Testing

@testable import TautFraming

/// Encodes a frame by the diagram of RFC 6455, section 5.2, also one that breaks its rules.
///
/// - Parameters:
///   - first: The flags and the opcode.
///   - payload: The payload, not masked.
///   - key: The four bytes of the key of a masked frame.
/// - Returns: The frame.
func frame(_ first: UInt8, _ payload: [UInt8] = [], key: [UInt8]? = nil) -> [UInt8] {
  let mask: UInt8 = key == nil ? 0 : 0x80
  var frame = [first]
  switch payload.count {
  case ..<126: frame.append(mask | UInt8(payload.count))
  case ..<65_536: frame += [mask | 126] + bigEndian(payload.count, bytes: 2)
  default: frame += [mask | 127] + bigEndian(payload.count, bytes: 8)
  }
  guard let key else { return frame + payload }
  return frame + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
}

/// A frame as the peer of `role` sends it.
func frame(to role: Role, _ first: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
  frame(first, payload, key: role == .server ? [0x37, 0xFA, 0x21, 0x3D] : nil)
}

/// A frame of text as the peer of `role` sends it.
func frame(to role: Role, _ first: UInt8, _ payload: String) -> [UInt8] {
  frame(to: role, first, Array(payload.utf8))
}

func bigEndian(_ value: Int, bytes: Int) -> [UInt8] {
  (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// Decodes `bytes` as a whole, byte by byte, and cut in two at every place, and expects the same every time.
func expect(
  _ bytes: [UInt8], to role: Role, limits: FrameLimits = FrameLimits(), allowsCompression: Bool = false,
  gives expected: [Received], sourceLocation: SourceLocation = #_sourceLocation
) {
  func decode(_ pieces: [ArraySlice<UInt8>]) -> [Received] {
    var reader = Reader(role, limits: limits, allowsCompression: allowsCompression)
    for piece in pieces { reader.receive(piece) }
    #expect(reader.mostUnconsumed <= FrameDecoder.maxUnconsumed, sourceLocation: sourceLocation)
    return reader.received
  }
  #expect(decode([bytes[...]]) == expected, "as a whole", sourceLocation: sourceLocation)
  #expect(decode(bytes.indices.map { bytes[$0...$0] }) == expected, "byte by byte", sourceLocation: sourceLocation)
  for cut in bytes.indices.prefix(300) {
    let received = decode([bytes[..<cut], bytes[cut...]])
    guard received != expected else { continue }
    #expect(received == expected, "cut before byte \(cut)", sourceLocation: sourceLocation)
  }
}

/// Expects the same of both roles, each with the masking that it demands.
func expectOfBothRoles(
  limits: FrameLimits = FrameLimits(), allowsCompression: Bool = false, gives expected: [Received],
  sourceLocation: SourceLocation = #_sourceLocation, _ bytes: (Role) -> [UInt8]
) {
  for role in Role.allCases {
    expect(
      bytes(role), to: role, limits: limits, allowsCompression: allowsCompression, gives: expected,
      sourceLocation: sourceLocation)
  }
}
