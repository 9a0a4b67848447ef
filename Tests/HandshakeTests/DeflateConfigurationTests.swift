import Testing

@testable import TautHandshake

@Suite struct DeflateConfigurationTests {
  /// The offers in one field.
  static func offers(_ value: String) throws -> [ExtensionOffer] {
    let head = try #require(try requestHead("GET / HTTP/1.0\r\nSec-WebSocket-Extensions: \(value)\r\n\r\n"))
    return try #require(head.fields.extensionOffers())
  }

  static func configuration(_ change: (inout DeflateConfiguration) -> Void) -> DeflateConfiguration {
    var configuration = DeflateConfiguration()
    change(&configuration)
    return configuration
  }

  static let strict = configuration {
    $0.serverTakesOverContext = false
    $0.clientTakesOverContext = false
    $0.serverMaxWindowBits = 12
    $0.clientMaxWindowBits = 11
  }

  // RFC 7692, 7.1.3: what a client may offer, and what may answer it.
  @Test(arguments: [
    ("permessage-deflate", "permessage-deflate"),
    (
      "permessage-deflate; client_max_window_bits; server_max_window_bits=10",
      "permessage-deflate; server_max_window_bits=10"
    ),
    (
      "permessage-deflate; client_max_window_bits; server_max_window_bits=10, permessage-deflate; client_max_window_bits",
      "permessage-deflate; server_max_window_bits=10"
    ),
    ("permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover"),
    ("permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover"),
    ("permessage-deflate; client_max_window_bits=9", "permessage-deflate; client_max_window_bits=9"),
    ("permessage-deflate; client_max_window_bits=\"15\"", "permessage-deflate"),
    ("permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=8"),
    ("permessage-deflate; server_max_window_bits=15", "permessage-deflate; server_max_window_bits=15"),
    ("permessage-bzip2, permessage-deflate", "permessage-deflate"),
    ("permessage-deflate; unknown, permessage-deflate", "permessage-deflate"),
  ])
  func `a server answers the first good offer`(offer: String, answer: String) throws {
    #expect(DeflateConfiguration().agreement(to: try Self.offers(offer))?.response == answer)
  }

  @Test(arguments: [
    ("permessage-deflate", "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12"),
    (
      "permessage-deflate; client_max_window_bits",
      "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits=11"
    ),
    (
      "permessage-deflate; client_max_window_bits=9; server_max_window_bits=10",
      "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=9"
    ),
  ])
  func `a server that wants less memory says so as far as the offer lets it`(offer: String, parameters: String) throws {
    let agreement = try #require(Self.strict.agreement(to: try Self.offers(offer)))
    #expect(agreement.response == "permessage-deflate; " + parameters)
  }

  // RFC 7692, 7.1: an offer with such a parameter is declined.
  @Test(arguments: [
    "permessage-bzip2", "Permessage-Deflate", "permessage-deflate; unknown",
    "permessage-deflate; server_max_window_bits",
    "permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
    "permessage-deflate; server_max_window_bits=08", "permessage-deflate; server_max_window_bits=1x",
    "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
    "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_no_context_takeover=true",
    "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
    "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
    "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
  ])
  func `an offer that cannot be accepted is declined`(offer: String) throws {
    #expect(DeflateConfiguration().agreement(to: try Self.offers(offer)) == nil)
  }

  @Test func `an agreement means the same on both sides`() throws {
    let agreement = try #require(
      Self.strict.agreement(to: try Self.offers("permessage-deflate; client_max_window_bits=9")))
    #expect(agreement.outgoing(.server).windowBits == 12)
    #expect(agreement.incoming(.server).windowBits == 9)
    #expect(agreement.outgoing(.client) == agreement.incoming(.server))
    #expect(agreement.incoming(.client) == agreement.outgoing(.server))
    #expect(!agreement.outgoing(.server).takesOverContext)
    #expect(!agreement.outgoing(.client).takesOverContext)
  }

  @Test func `the window of a client that cannot adjust it stays at 15`() throws {
    let agreement = Self.strict.agreement(to: try Self.offers("permessage-deflate"))
    #expect(agreement?.fromClient.windowBits == 15)
  }

  @Test func `windows are held between 8 and 15`() {
    let configuration = Self.configuration {
      $0.serverMaxWindowBits = 16
      $0.clientMaxWindowBits = 7
    }
    #expect(configuration.serverMaxWindowBits == 15)
    #expect(configuration.clientMaxWindowBits == 8)
  }

  @Test(arguments: [
    (DeflateConfiguration(), "permessage-deflate; client_max_window_bits"),
    (
      strict,
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; "
        + "client_max_window_bits=11"
    ),
  ])
  func `a client offers what it wants`(configuration: DeflateConfiguration, offer: String) throws {
    #expect(configuration.offer.description == offer)
    #expect(DeflateOffer(try Self.offers(offer)[0]) == configuration.offer)
  }

  @Test func `an offer without parameters is the name alone`() {
    #expect(DeflateOffer().description == "permessage-deflate")
  }

  /// An agreement by its two directions: bits, then whether the window lives on.
  static func agreement(server: (Int, Bool), client: (Int, Bool)) -> DeflateAgreement {
    var agreement = DeflateAgreement()
    (agreement.fromServer.windowBits, agreement.fromServer.takesOverContext) = server
    agreement.fromServer.namesWindow = server.0 < 15
    (agreement.fromClient.windowBits, agreement.fromClient.takesOverContext) = client
    return agreement
  }

  @Test(arguments: [
    (DeflateConfiguration(), "permessage-deflate", agreement(server: (15, true), client: (15, true))),
    (
      DeflateConfiguration(), "permessage-deflate; server_no_context_takeover; server_max_window_bits=8",
      agreement(server: (8, false), client: (15, true))
    ),
    (
      DeflateConfiguration(), "permessage-deflate; client_no_context_takeover; client_max_window_bits=9",
      agreement(server: (15, true), client: (9, false))
    ),
    (
      strict, "permessage-deflate; server_no_context_takeover; server_max_window_bits=12",
      agreement(server: (12, false), client: (11, false))
    ),
    (
      strict, "permessage-deflate; server_no_context_takeover; server_max_window_bits=9; client_max_window_bits=10",
      agreement(server: (9, false), client: (10, false))
    ),
  ])
  func `a client takes an answer that keeps to its offer`(
    configuration: DeflateConfiguration, answer: String, agreement: DeflateAgreement
  ) throws {
    #expect(try configuration.agreement(answer: try Self.offers(answer)[0]) == agreement)
  }

  @Test(arguments: [
    "permessage-deflate; unknown", "permessage-deflate; client_max_window_bits",
    "permessage-deflate; server_max_window_bits=16",
    "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
  ])
  func `a client refuses an answer with a bad parameter`(answer: String) throws {
    let offer = try Self.offers(answer)[0]
    #expect(throws: UpgradeError.invalidDeflate(answer)) { try DeflateConfiguration().agreement(answer: offer) }
  }

  @Test(arguments: [
    ("server_max_window_bits=12", "server_no_context_takeover"),
    ("server_no_context_takeover", "server_max_window_bits=12"),
    ("server_no_context_takeover; server_max_window_bits=13", "server_max_window_bits=12"),
    ("server_no_context_takeover; server_max_window_bits=12; client_max_window_bits=12", "client_max_window_bits=11"),
  ])
  func `a client refuses an answer beyond its offer`(parameters: String, broken: String) throws {
    let answer = "permessage-deflate; " + parameters
    let offer = try Self.offers(answer)[0]
    #expect(throws: UpgradeError.deflateBeyondOffer(parameter: broken, answer: answer)) {
      try Self.strict.agreement(answer: offer)
    }
  }

  @Test func `what any server answers to any client is accepted by it`() throws {
    let choices = [true, false].flatMap { server in
      [true, false].flatMap { client in
        [8, 12, 15].flatMap { bits in
          [8, 11, 15].map { other in
            Self.configuration {
              $0.serverTakesOverContext = server
              $0.clientTakesOverContext = client
              $0.serverMaxWindowBits = bits
              $0.clientMaxWindowBits = other
            }
          }
        }
      }
    }
    for client in choices {
      for server in choices {
        let offers = try Self.offers(client.offer.description)
        let agreement = try #require(server.agreement(to: offers))
        #expect(try client.agreement(answer: try Self.offers(agreement.response)[0]) == agreement)
      }
    }
  }
}
