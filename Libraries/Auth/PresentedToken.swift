public import TautHandshake

/// A token as a request carries it.
public struct PresentedToken: Sendable, Hashable {
  /// Where in the request a token stands.
  public enum Place: Sendable, Hashable {
    /// `?token=TOKEN`.
    case query
    /// `Authorization: Bearer TOKEN` (RFC 6750, 2.1).
    case authorization
    /// A subprotocol, for browsers, which cannot set headers: `bearer.TOKEN`, `bearer` before `TOKEN`, or the token alone.
    case subprotocol
  }

  /// The token, which nothing has looked at.
  public let token: MaskedToken

  /// Where it stands; the first of the places where it stands in several.
  public let place: Place

  /// Finds the token of a request; nil where there is none.
  ///
  /// The same token may stand in several places, and another one may not: who reads the first and who reads the last
  /// would take the request for different people's. An empty `?token=` is none.
  public static func find(in head: RequestHead) throws(TokenRefusal) -> PresentedToken? {
    var found: PresentedToken?
    for (text, place) in try inQuery(head) + inAuthorization(head) + inSubprotocols(head) {
      if let found, found.token.text != text { throw .malformed(.conflict) }
      found = found ?? PresentedToken(token: MaskedToken(text), place: place)
    }
    return found
  }

  private typealias Found = [(String, Place)]

  /// A query that cannot be read is the route's to refuse, and has no token.
  private static func inQuery(_ head: RequestHead) -> Found {
    let items = (try? head.queryItems()) ?? []
    return items.filter { $0.name == "token" && !$0.value.isEmpty }.map { ($0.value, .query) }
  }

  private static func inAuthorization(_ head: RequestHead) throws(TokenRefusal) -> Found {
    var found: Found = []
    for value in head.fields.values(named: "Authorization") {
      let words = value.split(separator: " ", omittingEmptySubsequences: true)
      // Another scheme is somebody else's business, such as a proxy's.
      guard words.first?.lowercased() == "bearer" else { continue }
      guard words.count > 1 else { throw .malformed(.emptyCredentials) }
      found.append((words.dropFirst().joined(separator: " "), .authorization))
    }
    return found
  }

  private static func inSubprotocols(_ head: RequestHead) -> Found {
    let offers = head.fields.values(named: "Sec-WebSocket-Protocol")
      .flatMap { $0.split { $0 == "," || $0 == " " || $0 == "\t" } }
    var found: Found = []
    var followsMarker = false
    for offer in offers {
      if let token = self.token(inSubprotocol: String(offer)) {
        found.append((token, .subprotocol))
      } else if followsMarker {
        found.append((String(offer), .subprotocol))
      }
      followsMarker = offer.lowercased() == "bearer"
    }
    return found
  }

  /// The subprotocol to agree to where a client offers `bearer` before its token, and nothing that is spoken here.
  ///
  /// A browser gives a connection up of whose subprotocols none was agreed to; the token itself is never repeated.
  public static func marker(in subprotocols: [String]) -> String? {
    subprotocols.first { $0.lowercased() == "bearer" }
  }

  /// The token that a subprotocol is, so that it is never chosen, repeated or logged; nil for an ordinary subprotocol.
  public static func token(inSubprotocol name: String) -> String? {
    if name.lowercased().hasPrefix("bearer.") { return String(name.utf8.dropFirst("bearer.".utf8.count)) }
    // Every header begins with `{"`, which Base64 spells eyJ; no subprotocol of anybody does.
    return name.hasPrefix("eyJ") && name.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2 ? name : nil
  }
}
