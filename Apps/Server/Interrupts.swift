import Glibc
import TautEventLoop
import TautLog
import TautServer

/// The signals that the process receives, as a sequence.
///
/// The second one that asks for the end ends the process.
struct Interrupts {
  let signals: AsyncStream<Int32>
  private let loop: EventLoop

  init(_ log: LogWriter) throws(ServerError) {
    do throws(SystemError) {
      loop = try EventLoop()
    } catch {
      throw .system(error.description)
    }
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    signals = stream
    loop.start()
    loop.submit { loop in
      var ends = 0
      do throws(SystemError) {
        loop.attachment = try Signals(on: loop.reactor) { signal in
          if signal != SIGHUP { ends += 1 }
          if ends == 2 { exit(128 + signal) }
          continuation.yield(signal)
        }
      } catch {
        log.write(LogRecord(.error, "signals_failed", "signals are not heard: \(error)"))
      }
    }
  }
}
