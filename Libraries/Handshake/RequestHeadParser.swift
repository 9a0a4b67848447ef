/// Parses the head of one request from bytes as they come.
///
/// ```swift
/// var parser = RequestHeadParser()
/// if let consumed = try parser.receive(bytes) {
///   handle(parser.head!)  // the rest of `bytes`, from `consumed` on, is the body or frames
/// }
/// ```
///
/// The result does not depend on how the bytes are cut, and the cost is linear in their number. A parser parses one head;
/// after an error or a whole head, make a new one.
public struct RequestHeadParser: Sendable {
  /// The head, once it is whole.
  public private(set) var head: RequestHead?

  private var parser: HeadParser<RequestLine>

  /// A parser that has seen nothing.
  public init(limits: HeadLimits = HeadLimits()) {
    parser = HeadParser(limits: limits)
  }

  /// The limits of the head.
  public var limits: HeadLimits { parser.limits }

  /// Whether nothing of a request has come yet.
  public var isEmpty: Bool { parser.isEmpty && head == nil }

  /// How many bytes were looked at, for the test of the linear cost.
  var examined: Int { parser.examined }

  /// Takes the next bytes, and returns how many of them belong to the head when it is whole.
  public mutating func receive(_ bytes: RawSpan) throws(HeadError) -> Int? {
    precondition(head == nil, "a parser parses one head")
    guard let consumed = try parser.receive(bytes) else { return nil }
    let (bytes, line, fields) = parser.finish()
    head = try RequestHead(bytes, line: line, fields: fields)
    return consumed
  }
}
