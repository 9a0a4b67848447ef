internal import TautJSON

extension BenchReport {
  /// One JSON object; latencies are in microseconds.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("kind", command.kind.rawValue)
    writer.member("url", command.target)
    writer.member("connections", command.connections)
    writer.member("pipeline", command.pipeline)
    writer.member("size", command.size)
    if let rate = command.rate { writer.member("asked_rate", rate) }
    writer.member("seconds", seconds)
    writer.member("operations", operations)
    writer.member("rate", rate.rounded())
    writer.member("failures", failures)
    if let firstFailure { writer.member("first_failure", firstFailure) }
    writer.member("unanswered", unanswered)
    writeLatencies(to: &writer)
    writer.endObject()
    return writer.bytes
  }

  private func writeLatencies(to writer: inout JSONWriter) {
    writer.name("latency_us")
    writer.beginObject()
    for (name, share) in Self.shares { writer.member(name, Double(latencies.percentile(share)) / 1000) }
    writer.member("max", Double(latencies.maximum) / 1000)
    writer.member("mean", latencies.mean / 1000)
    writer.endObject()
  }

  /// A few lines for people.
  var text: String {
    var lines = ["\(command.kind.rawValue) \(command.target): \(conditions)"]
    lines.append("  \(command.kind.unit)  \(operations) \(pace)")
    if latencies.count > 0 { lines.append("  latency   " + latencyText) }
    if unanswered > 0 { lines.append("  \(unanswered) were not answered before the end") }
    if failures > 0 { lines.append("  \(failures) failed; the first: \(firstFailure ?? "unknown")") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var pace: String {
    let time = "\(Self.rounded(seconds)) s"
    return command.kind == .idle ? "held for \(time)" : "in \(time), \(Int(rate.rounded())) a second"
  }

  private var conditions: String {
    var parts = ["\(command.connections) connection\(command.connections == 1 ? "" : "s")"]
    if command.kind != .idle { parts.append("\(command.size) bytes") }
    if command.pipeline > 1 { parts.append("\(command.pipeline) in flight") }
    if let rate = command.rate { parts.append("\(rate) a second asked for") }
    return parts.joined(separator: ", ")
  }

  private var latencyText: String {
    let percentiles = Self.shares.map { "\($0.name) \(Self.time(latencies.percentile($0.share)))" }
    return (percentiles + ["max \(Self.time(latencies.maximum))"]).joined(separator: "   ")
  }

  /// A time with three digits and the unit that fits.
  static func time(_ nanoseconds: Int64) -> String {
    let value = Double(nanoseconds)
    return switch value {
    case ..<1e3: "\(nanoseconds) ns"
    case ..<1e6: "\(rounded(value / 1e3)) µs"
    case ..<1e9: "\(rounded(value / 1e6)) ms"
    default: "\(rounded(value / 1e9)) s"
    }
  }

  /// A number with about three digits.
  private static func rounded(_ value: Double) -> String {
    let places = value < 10 ? 100.0 : value < 100 ? 10.0 : 1.0
    let rounded = (value * places).rounded() / places
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
