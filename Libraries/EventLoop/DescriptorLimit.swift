import Glibc

/// How many descriptors the process may have open.
public enum DescriptorLimit {
  private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  /// The present limit.
  public static var present: Int {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return 1_024 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Raises the limit as far as the system lets this process: the usual 1,024 is made for programs that use `select`.
  public static func raise() {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it fails the old limit holds, and nothing is lost.
    _ = unsafe setrlimit(resource, &limit)
  }
}
