import Foundation
import TautAuth
import TautCrypto
import TautJSON

@testable import TautServer

/// Tokens that tests make, signed with one secret unless said otherwise.
enum TestTokens {
  static let secret = "0123456789abcdef0123456789abcdef"

  /// Seconds since 1970, from now.
  static func seconds(_ fromNow: Int) -> JSONValue {
    .number(JSONNumber(Int64(Date().timeIntervalSince1970) + Int64(fromNow)))
  }

  /// A token for alice, good for an hour, that says `claims` as well; null takes a claim away.
  static func token(
    _ claims: JSONObject = [:], by algorithm: SignatureAlgorithm = .hs256, keyID: String? = nil,
    with signer: (any TokenSigner)? = nil
  ) throws -> String {
    var draft = TokenDraft(algorithm: algorithm, keyID: keyID, claims: ["sub": "alice", "exp": seconds(3600)])
    for claim in claims.members { draft.claims[claim.name] = claim.value.isNull ? Optional.none : claim.value }
    let signer = try signer ?? SecretKey(secret)
    return draft.signed(with: signer.sign(draft.signingInput, by: algorithm) ?? [])
  }

  static func administrator(_ claims: JSONObject = [:]) throws -> String {
    var claims = claims
    claims["role"] = "admin"
    claims["sub"] = claims["sub"] ?? "root"
    return try token(claims)
  }
}

extension ServerConfiguration {
  /// Takes the tokens of ``TestTokens``, with clocks that agree.
  mutating func checksTokens() {
    tokens.secret = MaskedToken(TestTokens.secret)
    tokens.policy.leeway = .zero
  }
}

extension TestServer {
  /// Starts a server that takes the tokens of ``TestTokens``.
  static func withTokens(
    loops: Int = 1, _ configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    try await with(
      loops: loops,
      {
        $0.checksTokens()
        configure(&$0)
      }, body)
  }

  /// Sends one HTTP request with a token.
  func request(
    _ method: String, _ path: String, body: String = "", token: String
  ) async throws -> (status: Int, body: String) {
    try await request(method, path, body: body, fields: "Authorization: Bearer \(token)\r\n")
  }

  /// Asks for an upgrade that is refused, and returns the whole answer.
  func refusal(_ path: String, fields: String = "") async throws -> String {
    try await Wire.exchange(
      """
      GET \(path) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Connection: Upgrade, close\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
      \(fields)\r

      """, port: port)
  }
}
