extension Duration {
  /// The number of whole milliseconds, rounded to the nearest.
  var wholeMilliseconds: Int64 { Int64((self / .milliseconds(1)).rounded()) }

  /// The duration for people, with the two largest units: `250 ms`, `4 s`, `3 min 12 s`, `2 h 5 min`.
  var text: String {
    let seconds = components.seconds
    switch seconds {
    case ..<1: return "\(wholeMilliseconds) ms"
    case ..<60: return "\(seconds) s"
    case ..<3_600: return "\(seconds / 60) min \(seconds % 60) s"
    default: return "\(seconds / 3_600) h \(seconds / 60 % 60) min"
    }
  }
}
