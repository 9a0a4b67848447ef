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
  /// The limits of this head.
  public let limits: HeadLimits

  /// The head, once it is whole.
  public private(set) var head: RequestHead?

  private var lines = HeadLines()
  private var line: RequestLine?
  private var fields: [FieldLine] = []
  private var skippedEmptyLine = false

  /// A parser that has seen nothing.
  public init(limits: HeadLimits = HeadLimits()) {
    self.limits = limits
  }

  /// Whether nothing of a request has come yet.
  public var isEmpty: Bool { lines.bytes.isEmpty && head == nil }

  /// How many bytes were looked at, for the test of the linear cost.
  var examined: Int { lines.examined }

  /// Takes the next bytes, and returns how many of them belong to the head when it is whole.
  public mutating func receive(_ bytes: RawSpan) throws(HeadError) -> Int? {
    precondition(head == nil, "a parser parses one head")
    let before = lines.bytes.count
    lines.append(bytes, limit: limits.maximumBytes)
    try checkFirstByte()
    while let line = try lines.next() {
      if try receive(line: line) { return try finish() - before }
    }
    guard lines.bytes.count < limits.maximumBytes else { throw tooLarge }
    return nil
  }

  /// A TLS record that carries a ClientHello begins with 22 (RFC 8446, 5.1), which no request begins with.
  private func checkFirstByte() throws(HeadError) {
    if lines.bytes.first == 0x16 { throw .tlsOnPlainPort }
  }

  /// Takes one line and returns whether it ends the head.
  private mutating func receive(line range: Range<Int>) throws(HeadError) -> Bool {
    guard line != nil else {
      try receive(requestLine: range)
      return false
    }
    guard !range.isEmpty else { return true }
    guard fields.count < limits.maximumFields else { throw .tooManyFields(limit: limits.maximumFields) }
    fields.append(try FieldLine(lines.bytes, in: range))
    return false
  }

  private mutating func receive(requestLine range: Range<Int>) throws(HeadError) {
    // RFC 9112, 2.2: one empty line before the request line is to be ignored.
    if range.isEmpty && !skippedEmptyLine {
      skippedEmptyLine = true
      return
    }
    line = try RequestLine(lines.bytes, in: range)
    fields.reserveCapacity(16)
  }

  private mutating func finish() throws(HeadError) -> Int {
    let end = lines.lineStart
    head = try RequestHead(lines.take(), line: line!, fields: fields)
    return end
  }

  private var tooLarge: HeadError {
    line == nil ? .requestLineTooLong(limit: limits.maximumBytes) : .headTooLarge(limit: limits.maximumBytes)
  }
}
