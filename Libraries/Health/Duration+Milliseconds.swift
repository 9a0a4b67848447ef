extension Duration {
  /// The number of milliseconds, to the microsecond.
  var milliseconds: Double { (self / .milliseconds(1)).thousandths }

  /// The number of whole milliseconds, rounded to the nearest.
  var wholeMilliseconds: Int64 { Int64((self / .milliseconds(1)).rounded()) }
}
