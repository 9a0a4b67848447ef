import TautBytes

@testable import TautHandshake

/// The sizes of the pieces that each parser must give the same result for.
let pieceSizes = [Int.max, 1, 2, 7]

/// Hands `text` on in pieces of `size` bytes, until `receive` says how much of a piece it used or throws.
///
/// Returns the number of bytes that were used in all, or nil when all were used without an end.
func feed<Failure: Error>(
  _ text: String, by size: Int, to receive: (RawSpan) throws(Failure) -> Int?
) throws(Failure) -> Int? {
  try feed(Array(text.utf8), by: size, to: receive)
}

/// Hands `bytes` on in pieces of `size` bytes.
func feed<Failure: Error>(
  _ bytes: [UInt8], by size: Int, to receive: (RawSpan) throws(Failure) -> Int?
) throws(Failure) -> Int? {
  var position = 0
  while position < bytes.count {
    let piece = Array(bytes[position..<min(bytes.count, position &+ min(size, bytes.count))])
    let used = try piece.withBytes { bytes throws(Failure) in try receive(bytes) }
    if let used { return position + used }
    position += piece.count
  }
  return nil
}

/// Parses a request head from `text`, cut into pieces of `size` bytes.
func requestHead(
  _ text: String, by size: Int = .max, limits: HeadLimits = HeadLimits()
) throws(HeadError) -> RequestHead? {
  var parser = RequestHeadParser(limits: limits)
  _ = try feed(text, by: size) { bytes throws(HeadError) in try parser.receive(bytes) }
  return parser.head
}

/// The head of a GET with these lines between the request line and the empty line.
func request(_ target: String = "/", _ fields: String..., host: String? = "example.com") throws(HeadError)
  -> RequestHead
{
  let host = host.map { ["Host: \($0)"] } ?? []
  let lines = ["GET \(target) HTTP/1.1"] + host + fields
  return try requestHead(lines.joined(separator: "\r\n") + "\r\n\r\n")!
}

/// The error that `text` gives in pieces of each size, if it is the same for all of them.
func headError(_ text: String, limits: HeadLimits = HeadLimits()) -> HeadError? {
  let errors = pieceSizes.map { size in
    do throws(HeadError) {
      _ = try requestHead(text, by: size, limits: limits)
      return nil as HeadError?
    } catch { return error }
  }
  return Set(errors).count == 1 ? errors[0] : nil
}

/// What a body decoder made of `text`, cut into pieces of `size` bytes.
struct DecodedBody: Hashable {
  var body: String
  var used: Int?
}

/// Decodes the body at the beginning of `text`.
func decodeBody(
  _ text: String, _ framing: BodyFraming, limit: Int = 100, by size: Int
) throws(BodyError) -> DecodedBody {
  var decoder = try BodyDecoder(framing, limit: limit)
  let used = try feed(text, by: size) { bytes throws(BodyError) in try decoder.receive(bytes) }
  return DecodedBody(body: String(decoding: decoder.body, as: UTF8.self), used: decoder.isComplete ? used ?? 0 : nil)
}

/// The error that a body gives in pieces of each size, if it is the same for all of them.
func bodyError(_ text: String, _ framing: BodyFraming, limit: Int = 100) -> BodyError? {
  let errors = pieceSizes.map { size in
    do throws(BodyError) {
      _ = try decodeBody(text, framing, limit: limit, by: size)
      return nil as BodyError?
    } catch { return error }
  }
  return Set(errors).count == 1 ? errors[0] : nil
}

/// The text of the bytes that this side would send.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
