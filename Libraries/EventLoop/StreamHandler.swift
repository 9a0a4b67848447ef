/// What a stream tells the object that uses it, on the stream's loop.
///
/// A stream holds its handler strongly until it is closed; `stream(_:closed:)` is the last call, and comes exactly once.
public protocol StreamHandler: AnyObject {
  /// The connection is established: TCP, and TLS where there is TLS.
  func streamConnected(_ stream: Stream)

  /// Bytes arrived.
  ///
  /// They may be changed in place, and are valid during the call.
  ///
  /// - Returns: how many were used. The stream keeps the rest and puts it in front of what comes next; so keep the rest
  ///   short, unless reading is paused.
  func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int

  /// The peer will send nothing more.
  ///
  /// The stream is still open for writing.
  func streamReachedEnd(_ stream: Stream)

  /// The kernel does not take all that was written: from here on bytes gather in the stream's backlog.
  func streamStalled(_ stream: Stream)

  /// The backlog is empty again.
  func streamDrained(_ stream: Stream)

  /// The timer that ``Stream/setTimer(after:)`` set is due.
  func streamTimerFired(_ stream: Stream)

  /// The stream is closed: `error` says why, or is nil when this side closed it or the peer ended it in order.
  func stream(_ stream: Stream, closed error: StreamError?)
}

extension StreamHandler {
  /// Does nothing.
  public func streamConnected(_ stream: Stream) {}

  /// Closes the stream once everything is sent.
  public func streamReachedEnd(_ stream: Stream) { stream.close() }

  /// Does nothing.
  public func streamStalled(_ stream: Stream) {}

  /// Does nothing.
  public func streamDrained(_ stream: Stream) {}

  /// Does nothing.
  public func streamTimerFired(_ stream: Stream) {}
}

/// Why a stream was closed.
public enum StreamError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A system call failed: the peer reset the connection, the host cannot be reached, ...
  case system(SystemError)

  /// TLS failed; the text says how.
  case tls(String)

  /// The peer reads too slowly: `size` bytes wait to be sent, and the limit is `limit` bytes.
  case slowReader(size: Int, limit: Int)

  /// The connection was not established within the time that was allowed.
  case timeout

  /// One line that says what happened.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .tls(let text): text
    case .slowReader(let size, let limit): "slow reader: \(size) bytes wait to be sent, the limit is \(limit) bytes"
    case .timeout: "the connection was not established in time"
    }
  }
}
