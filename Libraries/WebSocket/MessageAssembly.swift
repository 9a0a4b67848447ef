import TautBytes
import TautFraming

/// A message of which not all has arrived.
///
/// It exists only while there is one.
final class MessageAssembly {
  let kind: MessageKind
  private(set) var bytes: [UInt8] = []
  private var validator = UTF8Validator()

  /// The bytes that are reserved for a message at its beginning, however long it announces to be.
  private static let firstReservation = 1 << 16

  init(_ part: MessagePart) {
    kind = part.kind
    let announced = part.range.count + part.remainingInFrame
    if announced > 256 { bytes.reserveCapacity(min(announced, Self.firstReservation)) }
  }

  /// Adds a part that is not compressed; the decoder has validated its text.
  func append(_ part: RawSpan) {
    bytes.append(part)
  }

  /// Inflates a compressed part and validates what comes out of it.
  func append(compressed part: RawSpan, isLast: Bool, limit: Int, by compression: Compression) throws(AssemblyError) {
    let start = bytes.count
    do {
      try compression.inflate(part, isLast: isLast, limit: limit, into: &bytes)
    } catch {
      throw .inflate(error)
    }
    guard kind == .text else { return }
    let isValid = unsafe validator.receive(bytes.span.bytes.extracting(start..<bytes.count))
    guard isValid, !isLast || validator.isComplete else { throw .invalidText }
  }
}
