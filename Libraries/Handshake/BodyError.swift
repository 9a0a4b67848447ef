/// What a peer sent that is no acceptable body.
public enum BodyError: Error, Sendable, Hashable {
  /// The body has at least `size` bytes and the limit is `limit` bytes.
  case tooLarge(size: Int, limit: Int)
  /// A chunk's size is not one to fifteen hexadecimal digits.
  case invalidChunkSize
  /// The line that announces a chunk is longer than the `limit` of bytes.
  case chunkLineTooLong(limit: Int)
  /// A chunk's data or line does not end with CRLF, or a control character stands in it.
  case malformedChunk
  /// The fields after the last chunk are longer than the `limit` of bytes.
  case trailersTooLarge(limit: Int)
  /// The connection ended before the body did.
  case truncated

  /// The status that answers this error.
  public var status: Status {
    if case .tooLarge = self { .contentTooLarge } else { .badRequest }
  }
}

extension BodyError: CustomStringConvertible {
  /// One sentence about what the peer did.
  public var description: String {
    switch self {
    case .tooLarge(let size, let limit): "the body has at least \(size) bytes and the limit is \(limit) bytes"
    case .invalidChunkSize: "a chunk's size is not one to fifteen hexadecimal digits"
    case .chunkLineTooLong(let limit): "a chunk's line is longer than the limit of \(limit) bytes"
    case .malformedChunk: "a chunk or its line does not end with CRLF where it must"
    case .trailersTooLarge(let limit): "the trailers are larger than the limit of \(limit) bytes"
    case .truncated: "the connection ended before the body did"
    }
  }
}
