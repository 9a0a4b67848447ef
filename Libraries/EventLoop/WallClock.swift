import Glibc

/// The time of day, which people set and which may jump; for intervals there is `ContinuousClock`.
public enum WallClock {
  /// Milliseconds since 1970.
  public static var milliseconds: Int64 {
    var time = timespec()
    // The call fills `time`, which lives through it.
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
