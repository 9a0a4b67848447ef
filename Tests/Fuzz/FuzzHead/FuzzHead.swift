import TautBytes
import TautHandshake

/// Feeds arbitrary bytes to the parsers of the handshake.
///
/// The first byte chooses the parser, the second the sizes of the pieces; the rest is what a peer sends. However the bytes
/// are cut, the result must be the same, what was accepted must keep its promises, and an error must be one line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHead(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 2 else { return 0 }
  // The fuzzer lends `count` bytes at `data` for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  let bytes = Array(input[2...])
  let cuts = Cuts(seed: input[1])
  switch input[0] % 6 {
  case 0: expectSame(bytes, cuts, of: readRequest)
  case 1: expectSame(bytes, cuts, of: readBody(.chunked))
  case 2: expectSame(bytes, cuts, of: readBody(.length(20)))
  case 3: expectSame(bytes, cuts, of: readResponse)
  case 4: expectSame(bytes, cuts, of: readUpgrade)
  default: readURL(bytes)
  }
  return 0
}

/// The sizes of pieces, from 1 to 16 bytes, or everything in one piece.
struct Cuts {
  static let whole = Cuts(seed: nil)

  private var state: UInt32?

  init(seed: UInt8?) {
    state = seed.map { UInt32($0) &+ 1 }
  }

  mutating func next() -> Int {
    guard let old = state else { return .max }
    let new = old &* 1_664_525 &+ 1_013_904_223
    state = new
    return 1 + Int(new >> 28)
  }
}

/// What a parser made of its input: text that must not depend on the cuts.
typealias Reader = (_ bytes: [UInt8], _ cuts: Cuts) -> String

func expectSame(_ bytes: [UInt8], _ cuts: Cuts, of read: Reader) {
  let whole = read(bytes, .whole)
  let cut = read(bytes, cuts)
  precondition(whole == cut, "whole: \(whole) cut: \(cut)")
}

/// Hands out pieces until one is not used whole or an error comes; tells how many bytes were used.
func feed<Failure: Error & CustomStringConvertible>(
  _ bytes: [UInt8], _ cuts: Cuts, to receive: (RawSpan) throws(Failure) -> Int?
) -> String {
  var cuts = cuts
  var position = 0
  while position < bytes.count {
    let piece = Array(bytes[position..<position + min(cuts.next(), bytes.count - position)])
    do throws(Failure) {
      let used = try piece.withBytes { bytes throws(Failure) in try receive(bytes) }
      if let used { return "used \(position + used)" }
    } catch { return oneLine(error.description) }
    position += piece.count
  }
  return "more"
}

func oneLine(_ text: String) -> String {
  precondition(!text.utf8.contains { $0 < 0x20 || $0 == 0x7f }, "an error text has control characters")
  return text
}

func readRequest(_ bytes: [UInt8], _ cuts: Cuts) -> String {
  var parser = RequestHeadParser()
  let result = feed(bytes, cuts) { bytes throws(HeadError) in try parser.receive(bytes) }
  guard let head = parser.head else { return result }
  // What was accepted can be asked for everything.
  let segments = (try? head.pathSegments()).map { "\($0)" } ?? "no path"
  let items = (try? head.queryItems()).map { "\($0)" } ?? "no query"
  precondition(!segments.contains("\"..\""))
  return [
    result, head.method.name, head.path, head.query ?? "", head.host, "\(head.body)", "\(head.isKeepAlive)",
    segments, items, "\(Array(head.fields))", upgrade(head),
  ].joined(separator: "\n")
}

/// The server's decision, and a check that a client accepts what it agrees to.
func upgrade(_ head: RequestHead) -> String {
  do throws(UpgradeRefusal) {
    try OriginPolicy().check(head)
    let request = try UpgradeRequest(head)
    let agreement = DeflateConfiguration().agreement(to: request.extensions)
    let response = UpgradeResponse(accept: "", subprotocol: request.subprotocols.first, deflate: agreement)
    return String(decoding: response.bytes, as: UTF8.self)
  } catch { return oneLine(error.description) }
}

func readBody(_ framing: BodyFraming) -> Reader {
  { bytes, cuts in
    guard var decoder = try? BodyDecoder(framing, limit: 64) else { return "refused" }
    let result = feed(bytes, cuts) { bytes throws(BodyError) in try decoder.receive(bytes) }
    precondition(decoder.body.count <= 64)
    return result + String(decoding: decoder.body, as: UTF8.self)
  }
}

func readResponse(_ bytes: [UInt8], _ cuts: Cuts) -> String {
  var parser = ResponseHeadParser()
  let result = feed(bytes, cuts) { bytes throws(HeadError) in try parser.receive(bytes) }
  guard let head = parser.head else { return result }
  return "\(result) \(head.status) \(head.reason) \(head.body) \(Array(head.fields))"
}

func readUpgrade(_ bytes: [UInt8], _ cuts: Cuts) -> String {
  guard let url = try? WebSocketURL("ws://example.com/") else { return "no URL" }
  var request = ClientUpgradeRequest(url)
  request.subprotocols = ["chat"]
  request.deflate = DeflateConfiguration()
  let key = WebSocketKey(random: Array("the sample nonce".utf8))
  guard var upgrade = try? ClientUpgrade(request, key: key, accept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  else { return "no request" }
  let result = feed(bytes, cuts) { bytes throws(UpgradeError) in try upgrade.receive(bytes) }
  guard let opened = upgrade.opened else {
    return result == "more" ? oneLine(upgrade.receiveEnd().description) : result
  }
  return "\(result) \(opened.subprotocol ?? "") \(String(describing: opened.deflate))"
}

/// A URL that is accepted survives being written, and its request is one that our own server takes.
func readURL(_ bytes: [UInt8]) {
  do throws(WebSocketURLError) {
    let url = try WebSocketURL(String(decoding: bytes, as: UTF8.self))
    let again = try WebSocketURL(url.description)
    precondition(again.host == url.host && again.port == url.port && again.target == url.target)
    let key = WebSocketKey(random: Array("the sample nonce".utf8))
    guard let request = try? ClientUpgradeRequest(url).bytes(key: key), request.count < 16_384 else { return }
    var parser = RequestHeadParser()
    let result = feed(request, .whole) { bytes throws(HeadError) in try parser.receive(bytes) }
    precondition(result == "used \(request.count)", result)
  } catch { _ = oneLine(error.description) }
}
