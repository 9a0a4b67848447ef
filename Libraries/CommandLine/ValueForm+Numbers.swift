extension ValueForm where Value == Int {
  /// A whole number in decimal digits.
  public static func integer(_ name: String, _ range: ClosedRange<Int>) -> Self {
    let allowed =
      range.upperBound == .max
      ? "a whole number, at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return ValueForm(
      name: name, allowed: allowed, read: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
      show: { String($0) })
  }

  /// A size in bytes.
  public static let bytes = integer("BYTES", 1...0x7FFF_FFFF)
}

extension ValueForm where Value == UInt16 {
  /// A port, where 0 stands for any that is free.
  public static let port = ValueForm(
    name: "PORT", allowed: "a whole number from 0 to 65535", read: { UInt16($0) }, show: { String($0) })
}

extension ValueForm where Value == Duration {
  /// Seconds, with a fraction if wanted.
  public static func seconds(_ name: String = "SECONDS", allowsZero: Bool = false) -> Self {
    ValueForm(
      name: name, allowed: "a number of seconds\(allowsZero ? "" : " above 0"), such as 10 or 0.5",
      read: { text in
        guard let seconds = Double(text), seconds.isFinite, seconds < 1e9 else { return nil }
        guard allowsZero ? seconds >= 0 : seconds > 0 else { return nil }
        return .seconds(seconds)
      },
      show: { duration in
        let seconds = duration / .seconds(1)
        return seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
      })
  }

  /// Whole milliseconds.
  public static func milliseconds(_ range: ClosedRange<Int>) -> Self {
    let whole = ValueForm<Int>.integer("MILLISECONDS", range)
    return ValueForm(
      name: whole.name, allowed: "\(whole.allowed), in milliseconds",
      read: { whole.read($0).map { .milliseconds($0) } }, show: { String(Int($0 / .milliseconds(1))) })
  }
}
