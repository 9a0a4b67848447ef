import CTautLinux
import Glibc

/// Hears SIGTERM, SIGINT and SIGHUP on a loop.
///
/// Call ``block()`` at the start of the program, before it starts a thread.
public final class Signals: Source {
  private let received: (Int32) -> Void

  /// Keeps the signals from ending the program, in the calling thread and in those it starts; SIGPIPE is ignored.
  public static func block() {
    taut_block_signals()
  }

  /// Calls `received` with each signal's number, on the loop.
  ///
  /// - Throws: ``SystemError`` when the system has no descriptors left.
  public init(on reactor: Reactor, received: @escaping (Int32) -> Void) throws(SystemError) {
    self.received = received
    super.init(on: reactor)
    let descriptor = taut_signal_descriptor()
    guard descriptor >= 0 else { throw SystemError("signalfd", code: -descriptor) }
    try reactor.register(self, descriptor: descriptor, interest: Readiness.read)
  }

  /// Takes one signal.
  public override func ready(_ events: UInt32) {
    let signal = taut_read_signal(descriptor)
    if signal > 0 { received(signal) }
  }
}
