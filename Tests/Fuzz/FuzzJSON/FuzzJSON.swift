import Foundation
import TautBytes
import TautEnvelope
import TautJSON

/// What libFuzzer calls with each input.
///
/// The input lies in a buffer of exactly its size, so that the address sanitizer sees a read past its end.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // libFuzzer keeps the buffer alive for the call.
  let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count).bytes
  let root = try? JSONScanner().scan(bytes)
  checkAgainstFoundation(bytes, isValid: root != nil)
  checkShapes(bytes, isValid: root != nil)
  checkEnvelope(bytes)
  guard let root else { return 0 }
  checkTree(of: root, in: bytes)
  checkForeignBytes(root, [UInt8](bytes))
  return 0
}

/// What this scanner accepts Foundation accepts, and the other way round where both have the same rules.
func checkAgainstFoundation(_ bytes: RawSpan, isValid: Bool) {
  // Foundation guesses UTF-16 and UTF-32 from zeros and byte order marks.
  let copy = [UInt8](bytes)
  guard !copy.contains(0), copy.first.map({ $0 < 0xEF }) ?? true else { return }
  var parser = JSONScanner()
  parser.depthLimit = JSONScanner.deepestLimit
  let verdict = Result { try parser.scan(bytes) }
  let foundation = (try? JSONSerialization.jsonObject(with: Data(copy), options: .fragmentsAllowed)) != nil
  switch verdict {
  case .success(let root):
    precondition(foundation || hasHugeNumber(root, in: bytes), "Foundation refuses what the scanner accepts")
  case .failure(let error):
    guard foundation, let error = error as? JSONError else { return }
    precondition(isLeniency(error, in: bytes), "Foundation accepts what the scanner refuses: \(error)")
  }
}

/// Whether Foundation is known to let this pass.
func isLeniency(_ error: JSONError, in bytes: RawSpan) -> Bool {
  switch error.reason {
  case .tooDeep: true
  // A comma before the closing bracket or brace.
  case .expectedValue, .expectedName: [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[error.offset])
  default: false
  }
}

/// Whether a number is beyond every `Double`, which Foundation refuses and RFC 8259 does not.
func hasHugeNumber(_ slice: JSONSlice, in bytes: RawSpan) -> Bool {
  if slice.kind == .number { return slice.double(in: bytes) == nil }
  var elements = JSONElements(of: slice)
  while let element = elements.next(in: bytes) { if hasHugeNumber(element, in: bytes) { return true } }
  var members = JSONMembers(of: slice)
  while let member = members.next(in: bytes) { if hasHugeNumber(member.value, in: bytes) { return true } }
  return false
}

let shape = JSONShape(["a", "type", "correlationId", "subscription_type"])

/// A scan for a shape has the verdict of a plain one, and finds what a lookup by name finds.
func checkShapes(_ bytes: RawSpan, isValid: Bool) {
  var fields = JSONFields()
  let root = try? JSONScanner().scan(bytes, for: shape, into: &fields)
  precondition((root != nil) == isValid, "the two scans disagree")
  guard let root else { return }
  for (index, name) in ["a", "type", "correlationId", "subscription_type"].enumerated() {
    precondition(fields[index] == root.member(name, in: bytes), "\(name) is found at two places")
  }
}

/// An envelope that is read and written is the same envelope.
func checkEnvelope(_ bytes: RawSpan) {
  // What is below is read as seconds, also after it was written as milliseconds.
  guard let envelope = try? Envelope(decoding: bytes), envelope.timestamp! >= 100_000_000_000 else { return }
  var out: [UInt8] = []
  envelope.encode(into: &out)
  let again = try? out.withBytes { bytes throws(EnvelopeError) in try Envelope(decoding: bytes) }
  precondition(again == envelope, "an envelope changed on its way")
}

/// A tree is written to a text that is read as the same tree, plain and pretty.
func checkTree(of root: JSONSlice, in bytes: RawSpan) {
  let tree = JSONValue(root, in: bytes)
  precondition((try? JSONValue(parsing: tree.bytes)) == tree, "the tree changed on its way")
  precondition((try? JSONValue(parsing: tree.prettyDescription)) == tree, "the pretty tree changed on its way")
  precondition((try? JSONValue(parsing: [UInt8](bytes))) == tree, "the same text is another tree")
}

/// Slices that are asked about other bytes of the same size give wrong answers at most.
func checkForeignBytes(_ root: JSONSlice, _ bytes: [UInt8]) {
  Array(bytes.reversed()).withBytes { foreign in
    _ = JSONValue(root, in: foreign)
    _ = root.value(at: "a.0", in: foreign)
    _ = root.int64(in: foreign)
    _ = root.equals("a", in: foreign)
  }
}
