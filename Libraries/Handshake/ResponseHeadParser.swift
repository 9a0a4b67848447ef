/// Parses the head of one response from bytes as they come.
///
/// It works as the ``RequestHeadParser`` does.
public struct ResponseHeadParser: Sendable {
  /// The head, once it is whole.
  public private(set) var head: ReceivedResponseHead?

  private var parser: HeadParser<StatusLine>

  /// A parser that has seen nothing.
  public init(limits: HeadLimits = HeadLimits()) {
    parser = HeadParser(limits: limits)
  }

  /// The limits of the head.
  public var limits: HeadLimits { parser.limits }

  /// Whether nothing of a response has come yet.
  public var isEmpty: Bool { parser.isEmpty && head == nil }

  /// Takes the next bytes, and returns how many of them belong to the head when it is whole.
  public mutating func receive(_ bytes: RawSpan) throws(HeadError) -> Int? {
    precondition(head == nil, "a parser parses one head")
    guard let consumed = try parser.receive(bytes) else { return nil }
    let (bytes, line, fields) = parser.finish()
    head = try ReceivedResponseHead(bytes, line: line, fields: fields)
    return consumed
  }
}
