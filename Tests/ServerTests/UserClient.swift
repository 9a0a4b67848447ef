import TautAuth
import TautClient
import TautCrypto
import TautFraming
import TautJSON
import Testing

@testable import TautServer

/// A client of the user channel, which has been greeted.
struct UserClient {
  static let secret = "a secret of at least thirty-two bytes, for tests only"

  let connection: Connection

  init(_ server: TestServer, _ user: String, query: String = "") async throws {
    var options = ConnectOptions()
    options.deflate = false
    options.limits.maxMessage = 4 << 20
    options.bearerToken = Self.token(user)
    connection = try await Connection.open(server.socketURL + "/ws/user/\(user)\(query)", options: options)
    let greeting = try await receive()
    #expect(greeting["type"] == "connection_established")
    #expect(greeting["user_uuid"]?.string == user)
  }

  static func token(_ user: String, role: String? = nil) -> String {
    var draft = TokenDraft(algorithm: .hs256)
    draft.claims["sub"] = .string(user)
    draft.claims["role"] = role.map { .string($0) }
    guard let key = try? SecretKey(secret), let signature = key.sign(draft.signingInput, by: .hs256) else { return "" }
    return draft.signed(with: signature)
  }

  func send(_ text: String) async throws {
    try await connection.send(.text(text))
  }

  /// The next message.
  func receive() async throws -> JSONObject {
    guard case .text(let text)? = try await connection.receive(within: .seconds(20)) else {
      throw ConnectionError.timeout(.seconds(20))
    }
    return try #require(try JSONValue(parsing: text).object)
  }

  /// What waits, as ids.
  func pending() async throws -> [String] {
    try await send(#"{"type":"get_pending"}"#)
    var ids: [String] = []
    while true {
      let message = try await receive()
      if message["type"] == "pending_check_complete" { return ids }
      ids.append(message["id"]?.string ?? "")
    }
  }

  /// Asks, and returns the answer as a whole, which its parts amount to.
  func answer(_ text: String) async throws -> String {
    try await send(text)
    var parts = ""
    while true {
      let message = try await receive()
      guard message["done"] == .boolean(true) else {
        parts += message["delta"]?.string ?? ""
        continue
      }
      #expect(message["message"]?.string == parts)
      return parts
    }
  }
}

extension TestServer {
  /// A server that checks tokens.
  static func withUsers(
    loops: Int = 1, _ configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    try await with(
      loops: loops,
      { configuration in
        configuration.tokens.secret = MaskedToken(UserClient.secret)
        configure(&configuration)
      }, body)
  }

  /// Publishes to a user as an administrator, and returns the answer's status and body.
  @discardableResult
  func publish(
    user: String, _ payload: String, id: String, more: String = ""
  ) async throws -> (status: Int, body: String) {
    try await request(
      "POST", "/ws/v2/publish",
      body: #"{"user":"\#(user)","type":"notification_new","payload":\#(payload),"id":"\#(id)"\#(more)}"#,
      fields: "Authorization: Bearer \(UserClient.token("operator", role: "admin"))\r\n")
  }
}
