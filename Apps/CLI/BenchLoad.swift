/// What the kinds of load have in common, for ``BenchRun``.
protocol BenchLoad: AnyObject {
  /// Opens what is needed, then tells the run that it is ready.
  func open()

  /// Begins everything that may be in flight at once; without a rate, answers drive what follows.
  func begin()

  /// Begins one operation that was due at `due`; called where there is a rate.
  func begin(due: Int64)

  /// The operations that are not answered.
  var unanswered: Int { get }

  /// Closes all connections.
  func close()
}
