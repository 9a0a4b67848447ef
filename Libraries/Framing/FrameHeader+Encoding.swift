public import TautBytes

extension FrameHeader {
  /// Writes the header into `bytes`, where ``encodedLength`` bytes must be free.
  ///
  /// - Parameters:
  ///   - bytes: Where the frame is put together.
  ///   - offset: Where the header begins.
  /// - Returns: Where the payload begins.
  @inlinable
  @discardableResult
  public func encode(into bytes: inout MutableRawSpan, at offset: Int = 0) -> Int {
    var offset = offset
    if length < 126 {
      bytes.storeBigEndian(firstTwoBytes | UInt16(truncatingIfNeeded: length), at: offset)
      offset += 2
    } else if length < 65_536 {
      bytes.storeBigEndian(UInt32(firstTwoBytes | 126) << 16 | UInt32(truncatingIfNeeded: length), at: offset)
      offset += 4
    } else {
      bytes.storeBigEndian(firstTwoBytes | 127, at: offset)
      bytes.storeBigEndian(UInt64(length), at: offset + 2)
      offset += 10
    }
    guard let maskingKey else { return offset }
    bytes.storeBigEndian(maskingKey, at: offset)
    return offset + 4
  }

  /// Appends the header to an array.
  @inlinable
  public func append(to frame: inout [UInt8]) {
    if length < 126 {
      frame.appendBigEndian(firstTwoBytes | UInt16(truncatingIfNeeded: length))
    } else if length < 65_536 {
      frame.appendBigEndian(UInt32(firstTwoBytes | 126) << 16 | UInt32(truncatingIfNeeded: length))
    } else {
      frame.appendBigEndian(firstTwoBytes | 127)
      frame.appendBigEndian(UInt64(length))
    }
    if let maskingKey { frame.appendBigEndian(maskingKey) }
  }

  /// Appends the whole frame to an array: the header, and the payload, masked if the header has a key.
  ///
  /// - Parameters:
  ///   - payload: As many bytes as ``length`` says.
  ///   - frame: What the frame is appended to.
  @inlinable
  public func append(_ payload: RawSpan, to frame: inout [UInt8]) {
    precondition(payload.byteCount == length)
    append(to: &frame)
    let start = frame.count
    frame.append(payload)
    guard let maskingKey else { return }
    frame.withMutableBytes { bytes in
      _ = Masking.apply(key: maskingKey, to: &bytes, in: start..<bytes.byteCount)
    }
  }

  /// The flags, the opcode and the mask bit, with the length still 0.
  @inlinable
  var firstTwoBytes: UInt16 {
    var first = UInt16(opcode.rawValue) << 8
    if isFinal { first |= 0x8000 }
    if isCompressed { first |= 0x4000 }
    return maskingKey == nil ? first : first | 0x80
  }
}
