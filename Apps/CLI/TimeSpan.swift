import TautCommandLine

extension ValueForm where Value == Duration {
  /// A time such as `90`, `15m`, `12h`, `7d` or, for what is to lie in the past, `-60`.
  static let span = ValueForm(
    name: "TIME", allowed: "a time such as 90 (seconds), 15m, 12h or 7d, at most 3650d",
    read: { text in
      let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
      let unit = text.last.flatMap { units[$0] }
      guard let count = Int64(unit == nil ? text[...] : text.dropLast()) else { return nil }
      let (seconds, isTooLarge) = count.multipliedReportingOverflow(by: unit ?? 1)
      return isTooLarge || seconds.magnitude > 3650 * 86_400 ? nil : .seconds(seconds)
    },
    show: { duration in
      let seconds = duration.components.seconds
      return seconds != 0 && seconds.isMultiple(of: 3600) ? "\(seconds / 3600)h" : "\(seconds)"
    })
}
