public import TautJSON

/// Why a connection is where it is, and what to do.
public struct Explanation: Sendable, Hashable {
  /// Where the connection stands, in one sentence.
  public var summary: String
  /// The causes, each the reason of the one before; the last is what it began with.
  public var causes: [String]
  /// What to do, the likeliest first; empty when all is well.
  public var advice: [String]

  /// Writes the explanation as an object: `summary`, `causes`, `advice`.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("summary", summary)
    json.member("causes", causes)
    json.member("advice", advice)
    json.endObject()
  }
}

extension Explanation: CustomStringConvertible {
  /// All of it: a line for the summary, one for each cause, one for each advice.
  public var description: String {
    ([summary] + causes.map { "  because \($0)" } + advice.map { "  → \($0)" }).joined(separator: "\n")
  }
}
