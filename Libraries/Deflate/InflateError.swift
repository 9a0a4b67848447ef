/// Why a compressed message cannot become a message.
public enum InflateError: Error, Sendable, Hashable {
  /// The message is longer than `limit` bytes when inflated; inflating stopped there.
  case tooLarge(limit: Int)
  /// The bytes are no DEFLATE data, reach back further than the agreed window, or end inside a block.
  case corrupt
  /// There is no memory for the inflater.
  case outOfMemory

  /// The code of the close frame that answers this error.
  ///
  /// RFC 6455, 7.4.1: 1009 is for a message too big to process, 1007 for data that is not what the message claims to
  /// be (RFC 7692 names no code; the framing, which 1002 is about, was in order), 1011 for a failure of ours.
  public var closeCode: UInt16 {
    switch self {
    case .tooLarge: 1009
    case .corrupt: 1007
    case .outOfMemory: 1011
    }
  }
}

extension InflateError: CustomStringConvertible {
  /// One line for a log or a close reason.
  public var description: String {
    switch self {
    case .tooLarge(let limit): "message exceeds the limit of \(limit) bytes when inflated"
    case .corrupt: "compressed data is corrupt"
    case .outOfMemory: "no memory to inflate the message"
    }
  }
}
