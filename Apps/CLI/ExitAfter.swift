import TautCommandLine

/// When a command ends of its own accord.
enum ExitAfter: Sendable, Hashable {
  /// After this many messages have come.
  case messages(Int)
  /// After this time.
  case time(Duration)

  /// The number of messages, unless it is a time.
  var messages: Int? {
    if case .messages(let count) = self { count } else { nil }
  }

  /// The time, unless it is a number of messages.
  var time: Duration? {
    if case .time(let time) = self { time } else { nil }
  }
}

extension ValueForm where Value == ExitAfter {
  /// `3` is three messages, `3s` three seconds.
  static let exitAfter = ValueForm(
    name: "N", allowed: "a number of messages such as 3, or of seconds such as 3s",
    read: { text in
      if text.hasSuffix("s") { return ValueForm<Duration>.seconds().read(String(text.dropLast())).map { .time($0) } }
      return Int(text).flatMap { $0 > 0 ? .messages($0) : nil }
    },
    show: { limit in
      switch limit {
      case .messages(let count): String(count)
      case .time(let time): ValueForm<Duration>.seconds().show(time) + "s"
      }
    })
}
