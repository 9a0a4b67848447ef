import TautCommandLine

/// What a load consists of.
enum BenchKind: String, CaseIterable, Sendable {
  case echo, fanout, connect, idle

  /// The path on a Tautline server that answers this load.
  var path: String {
    self == .fanout ? "/ws" : "/ws/bench"
  }

  /// What is counted.
  var unit: String {
    switch self {
    case .echo: "messages"
    case .fanout: "deliveries"
    case .connect, .idle: "connections"
    }
  }
}

extension ValueForm where Value == BenchKind {
  /// The name of a kind of load.
  static let benchKind = ValueForm(
    name: "KIND", allowed: "one of " + BenchKind.allCases.map(\.rawValue).joined(separator: ", "),
    read: { BenchKind(rawValue: $0) }, show: { $0.rawValue })
}
