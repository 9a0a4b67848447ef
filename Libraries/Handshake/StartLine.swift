/// The first line of a head, in which requests and responses differ.
protocol StartLine: Sendable {
  /// Whether one empty line before it is to be ignored.
  static var mayFollowEmptyLine: Bool { get }

  /// What a peer means whose first byte is this one, where it means something else than a head.
  static func misunderstanding(firstByte: UInt8) -> HeadError?

  /// The error for a first line that does not end within the limit.
  static func tooLong(limit: Int) -> HeadError

  /// Parses the line.
  init(_ bytes: [UInt8], in line: Range<Int>) throws(HeadError)
}
