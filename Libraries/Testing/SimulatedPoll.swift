import TautHub

/// A question over HTTP in a simulated network, and its answer.
final class SimulatedPoll {
  let client: Int
  /// Which run of the client's program asked.
  let launch: Int
  let ticket: UInt64
  let request: HistoryRequest
  /// What became of it; nil while it is on its way.
  var answer: Result<[UInt8], Failure>?

  /// Why there is no answer.
  struct Failure: Error {
    var text: String
  }

  init(client: Int, launch: Int, ticket: UInt64, _ request: HistoryRequest) {
    self.client = client
    self.launch = launch
    self.ticket = ticket
    self.request = request
  }
}
