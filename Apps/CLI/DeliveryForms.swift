import TautCommandLine
internal import TautSession

extension ValueForm where Value == Delivery.Deduplication {
  /// `game.id`, a path of the payload.
  static let deduplication = ValueForm(
    name: "PATH", allowed: "a path of the payload, such as game.id", read: { $0.isEmpty ? nil : .path($0) },
    show: { if case .path(let path) = $0 { path } else { "" } })
}

extension ValueForm where Value == Delivery.Batch {
  /// `10` or `10:0.5`.
  static let batch = ValueForm(
    name: "N[:SECONDS]", allowed: "a number of messages above 1, such as 10, with a time such as 10:0.5",
    read: { text in
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let size = Int(parts[0]), size > 1 else { return nil }
      guard parts.count > 1 else { return Delivery.Batch(size: size) }
      return ValueForm<Duration>.seconds().read(String(parts[1])).map { Delivery.Batch(size: size, age: $0) }
    }, show: { "\($0.size):\(ValueForm<Duration>.seconds().show($0.age))" })
}

extension ValueForm where Value == Delivery.SlowReaderPolicy {
  /// `drop_oldest`, as the protocol spells it.
  static let slowReaderPolicy = ValueForm(
    name: "POLICY", allowed: "one of \(Delivery.SlowReaderPolicy.allCases.map(\.rawValue).joined(separator: ", "))",
    read: { Delivery.SlowReaderPolicy(rawValue: $0) }, show: \.rawValue)
}
