import TautAuth
import TautHandshake
import TautWebSocket

/// One request and where its answer goes.
struct Exchange {
  let request: HTTPRequest
  let connection: HTTPConnection
  /// When it came.
  let began = ContinuousClock.now
  /// What a page of another origin needs to see the answer.
  var crossOrigin: [HeadField] = []
  /// Who sends it.
  var principal = Principal.anonymous
  /// Told of the answer's status.
  let answered: (Status) -> Void

  var head: RequestHead { request.head }

  /// Answers, now or later.
  func respond(_ response: HTTPResponse) {
    var response = response
    response.fields += crossOrigin
    answered(response.status)
    connection.respond(response)
  }

  /// Answers with a status and one sentence.
  func refuse(_ status: Status, _ sentence: String, fields: [HeadField] = []) {
    respond(.refusal(status, sentence, fields: fields))
  }

  func refuse(_ refusal: UpgradeRefusal) {
    refuse(refusal.status, refusal.description, fields: refusal.fields)
  }
}
