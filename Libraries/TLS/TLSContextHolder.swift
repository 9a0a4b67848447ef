import Synchronization

/// The context that new connections use, which can be replaced while a server runs.
///
/// A certificate is renewed every few weeks and the server goes on: connections keep the context they began with.
///
/// ```swift
/// let holder = try TLSContextHolder { () throws(TLSFileError) in
///   try .server(certificateFile: "chain.pem", keyFile: "key.pem")
/// }
/// ```
public final class TLSContextHolder: Sendable {
  private let load: @Sendable () throws(TLSFileError) -> TLSContext
  private let context: Mutex<TLSContext>

  /// A holder of what `load` makes of its files, now and at each ``reload()``.
  public init(_ load: @escaping @Sendable () throws(TLSFileError) -> TLSContext) throws(TLSFileError) {
    self.load = load
    context = Mutex(try load())
  }

  /// The context for the next connection.
  public var current: TLSContext {
    context.withLock { $0 }
  }

  /// Reads the files again.
  ///
  /// When they are wrong it says so and the old context stays.
  public func reload() throws(TLSFileError) {
    let fresh = try load()
    context.withLock { $0 = fresh }
  }
}
