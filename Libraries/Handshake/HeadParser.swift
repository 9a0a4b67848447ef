/// Collects the lines of a head and parses each as soon as it is whole.
struct HeadParser<Line: StartLine>: Sendable {
  let limits: HeadLimits
  private var lines = HeadLines()
  private var line: Line?
  private var fields: [FieldLine] = []
  private var skippedEmptyLine = false

  init(limits: HeadLimits) {
    self.limits = limits
  }

  var isEmpty: Bool { lines.bytes.isEmpty }

  /// How many bytes were looked at, for the test of the linear cost.
  var examined: Int { lines.examined }

  /// Takes the next bytes, and returns how many of them belong to the head when it is whole.
  mutating func receive(_ bytes: RawSpan) throws(HeadError) -> Int? {
    let before = lines.bytes.count
    lines.append(bytes, limit: limits.maximumBytes)
    if before == 0, let first = lines.bytes.first, let error = Line.misunderstanding(firstByte: first) { throw error }
    while let range = try lines.next() {
      if try receive(line: range) { return lines.lineStart - before }
    }
    guard lines.bytes.count < limits.maximumBytes else { throw tooLarge }
    return nil
  }

  /// The parts of the head that became whole.
  mutating func finish() -> (bytes: [UInt8], line: Line, fields: [FieldLine]) {
    (lines.take(), line!, fields)
  }

  /// Takes one line and returns whether it ends the head.
  private mutating func receive(line range: Range<Int>) throws(HeadError) -> Bool {
    guard line != nil else {
      try receive(startLine: range)
      return false
    }
    guard !range.isEmpty else { return true }
    guard fields.count < limits.maximumFields else { throw .tooManyFields(limit: limits.maximumFields) }
    fields.append(try FieldLine(lines.bytes, in: range))
    return false
  }

  private mutating func receive(startLine range: Range<Int>) throws(HeadError) {
    if range.isEmpty && Line.mayFollowEmptyLine && !skippedEmptyLine {
      skippedEmptyLine = true
      return
    }
    line = try Line(lines.bytes, in: range)
    fields.reserveCapacity(16)
  }

  private var tooLarge: HeadError {
    line == nil ? Line.tooLong(limit: limits.maximumBytes) : .headTooLarge(limit: limits.maximumBytes)
  }
}
