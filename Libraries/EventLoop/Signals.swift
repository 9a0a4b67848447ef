import CTautLinux
import Glibc

/// Hears SIGTERM, SIGINT and SIGHUP on a loop, in place of what they do by default.
///
/// One per process.
public final class Signals: Source {
  private let received: (Int32) -> Void

  /// Calls `received` with each signal's number, on the loop.
  ///
  /// - Throws: ``SystemError`` when the system has no descriptors left.
  public init(on reactor: Reactor, received: @escaping (Int32) -> Void) throws(SystemError) {
    self.received = received
    super.init(on: reactor)
    let descriptor = taut_signal_descriptor()
    guard descriptor >= 0 else { throw SystemError("pipe2", code: -descriptor) }
    try reactor.register(self, descriptor: descriptor, interest: Readiness.read)
  }

  /// Takes one signal.
  public override func ready(_ events: UInt32) {
    let signal = taut_read_signal(descriptor)
    if signal > 0 { received(signal) }
  }
}
