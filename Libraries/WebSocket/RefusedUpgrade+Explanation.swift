import TautBytes
public import TautHandshake
import TautJSON

extension RefusedUpgrade {
  /// The sentence that the server put into the body of its refusal, as servers of Tautline do: the string `error` of a JSON
  /// object; nil where there is none.
  public var explanation: String? { body.explanation }
}

extension HTTPAnswer {
  /// The sentence that the server put into the body of its refusal: the string `error` of a JSON object; nil where there is none.
  public var explanation: String? { body.explanation }
}

extension [UInt8] {
  fileprivate var explanation: String? {
    withBytes { bytes in (try? JSONScanner().scan(bytes))?.member("error", in: bytes)?.string(in: bytes) }
  }
}
