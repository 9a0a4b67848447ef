import Foundation
import TautClient
import TautEventLoop
import TautFraming
import TautHandshake
import Testing

@testable import TautServer

/// A server on a free port, for one test.
struct TestServer {
  let server: Server
  let port: UInt16

  var socketURL: String { "ws://127.0.0.1:\(port)" }

  /// Starts a server, lends it to `body`, and stops it.
  static func with(
    loops: Int = 1, _ configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.loops = loops
    configuration.hasFeed = false
    configure(&configuration)
    let server = try Server(configuration)
    let port = try await server.start()
    defer { server.stop() }
    try await body(TestServer(server: server, port: port))
  }

  func connect(_ path: String = "/ws", deflate: Bool = false) async throws -> Connection {
    var options = ConnectOptions()
    options.deflate = deflate
    return try await Connection.open(socketURL + path, options: options)
  }

  /// Publishes and returns the answer's status and body.
  @discardableResult
  func publish(room: String, _ payload: String, type: String = "update", more: String = "") async throws -> (
    Int, String
  ) {
    let body = #"{"room":"\#(room)","type":"\#(type)","payload":\#(payload)\#(more)}"#
    return try await request("POST", "/ws/v2/publish", body: body)
  }

  /// Sends one HTTP request over a connection of its own.
  func request(
    _ method: String, _ path: String, body: String = "", fields: String = ""
  ) async throws -> (status: Int, body: String) {
    let text = """
      \(method) \(path) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Connection: close\r
      Content-Length: \(body.utf8.count)\r
      \(fields)\r
      \(body)
      """
    let answer = try await Wire.exchange(text, port: port)
    let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let status = answer.dropFirst(9).prefix(3)
    return (Int(status) ?? 0, parts.count > 1 ? String(parts[1]) : "")
  }
}

extension Connection {
  /// Sends a v2 envelope.
  func send(_ type: String, id: String = "1", _ payload: String) async throws {
    try await send(
      .text(#"{"type":"\#(type)","ts":1700000000000,"correlationId":"\#(id)","version":"2.0","payload":\#(payload)}"#))
  }

  /// Receives an envelope.
  func receiveEnvelope() async throws -> TestEnvelope {
    guard case .text(let text)? = try await receive(within: .seconds(20)) else {
      throw ConnectionError.timeout(.seconds(20))
    }
    return try JSONDecoder().decode(TestEnvelope.self, from: Data(text.utf8))
  }

  /// Subscribes and returns the payload of the confirmation.
  func subscribe(_ channel: String, _ more: String = "") async throws -> TestEnvelope.Payload {
    try await send("subscribe", #"{"channel":"\#(channel)"\#(more)}"#)
    let answer = try await receiveEnvelope()
    #expect(answer.type == "subscription_confirmed")
    return answer.payload
  }
}

/// An envelope of the v2 dialect, with what the tests look at.
struct TestEnvelope: Decodable {
  struct Payload: Decodable {
    var channel: String?
    var epoch: String?
    var offset: Int?
    var recovered: Bool?
    var code: String?
    var message: String?
    var n: Int?
    var sport: String?
    var reason: String?
    var afterMs: Int?
    var gap: Gap?
  }

  struct Gap: Decodable {
    var from: Int
    var to: Int
  }

  struct Meta: Decodable {
    var source: String?
    var room: String?
    var epoch: String?
    var offset: Int?
  }

  var type: String
  var correlationId: String
  var payload: Payload
  var meta: Meta?
}
