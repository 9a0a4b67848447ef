/// Lines of Prometheus' text format.
struct MetricsText {
  private(set) var text = ""

  mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    head(name, help, "gauge")
    text += "\(name) \(value)\n"
  }

  mutating func counter(_ name: String, _ help: String, _ value: Int) {
    head(name, help, "counter")
    text += "\(name) \(value)\n"
  }

  /// A counter with labels, such as `reason="oldest"`.
  mutating func counter(_ name: String, _ help: String, _ values: [(labels: String, value: Int)]) {
    head(name, help, "counter")
    for (labels, value) in values { text += "\(name){\(labels)} \(value)\n" }
  }

  mutating func counter(_ name: String, _ help: String, label: String, _ values: [(String, Int)]) {
    counter(name, help, values.map { ("\(label)=\"\($0)\"", $1) })
  }

  /// A histogram in seconds: how many took at most so long, for each step.
  mutating func histogram(_ name: String, _ help: String, _ value: LatencyHistogram) {
    head(name, help, "histogram")
    var count = 0
    for (bound, more) in zip(LatencyHistogram.bounds, value.counts) {
      count += more
      text += "\(name)_bucket{le=\"\(bound / .seconds(1))\"} \(count)\n"
    }
    text += "\(name)_bucket{le=\"+Inf\"} \(value.count)\n"
    text += "\(name)_sum \(value.sum / .seconds(1))\n\(name)_count \(value.count)\n"
  }

  private mutating func head(_ name: String, _ help: String, _ kind: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
  }
}
