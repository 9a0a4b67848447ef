import TautHandshake
import TautWebSocket

/// Cross-origin resource sharing: which pages of other sites may use the HTTP API (the Fetch standard, 3.2).
extension ServerLoop {
  /// What an answer says to a page of an allowed origin, and nothing to others: their browsers hide the answer then.
  func crossOriginFields(for head: RequestHead) -> [HeadField] {
    guard let origin = head.fields["Origin"] else { return [] }
    let vary = HeadField(name: "Vary", value: "Origin")
    guard isAllowed(head), !origin.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E }) else { return [vary] }
    return [HeadField(name: "Access-Control-Allow-Origin", value: origin), vary]
  }

  private func isAllowed(_ head: RequestHead) -> Bool {
    do throws(UpgradeRefusal) {
      try origins.check(head)
      return true
    } catch {
      return false
    }
  }

  /// Answers OPTIONS: a preflight with what the page may do, anything else with the methods.
  func answerOptions(_ exchange: Exchange, of route: Route) {
    let allow = HeadField(name: "Allow", value: route.methods)
    guard exchange.head.fields["Access-Control-Request-Method"] != nil, exchange.head.fields["Origin"] != nil else {
      return exchange.respond(HTTPResponse(.noContent, body: [], fields: [allow]))
    }
    do throws(UpgradeRefusal) {
      try origins.check(exchange.head)
    } catch {
      return exchange.refuse(error)
    }
    exchange.respond(
      HTTPResponse(
        .noContent, body: [],
        fields: [
          allow, HeadField(name: "Access-Control-Allow-Methods", value: route.methods),
          HeadField(name: "Access-Control-Allow-Headers", value: "Authorization, Content-Type"),
          HeadField(name: "Access-Control-Max-Age", value: "600"),
        ]))
  }
}
