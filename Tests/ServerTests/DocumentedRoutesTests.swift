import Foundation
import TautJSON
import Testing

@testable import TautServer

/// The documents under Docs name every route of the server, and no other.
@Suite struct DocumentedRoutesTests {
  private func document(_ name: String) throws -> JSONValue {
    let folder = URL(filePath: #filePath).appending(path: "../../../Docs").standardized
    return try JSONValue(parsing: String(contentsOf: folder.appending(path: name), encoding: .utf8))
  }

  @Test func `openapi.json has every route of the HTTP API with its method`() throws {
    let paths = try #require(try document("openapi.json")["paths"]?.object?.members)
    let documented = paths.flatMap { path in (path.value.object?.members ?? []).map { "\($0.name) \(path.name)" } }
    let served = Route.all.filter { !$0.route.isSocket }.map { ($0.route.writes ? "post " : "get ") + $0.path }
    #expect(documented.sorted() == served.sorted())
  }

  @Test func `asyncapi.json has every WebSocket route`() throws {
    let channels = try #require(try document("asyncapi.json")["channels"]?.object?.members)
    let documented = channels.compactMap { $0.value["address"]?.string }
    let served = Route.all.filter(\.route.isSocket).map(\.path)
    #expect(documented.sorted() == served.sorted())
  }

  @Test func `every path leads to its route`() {
    for (path, route) in Route.all {
      #expect(Route(path.split(separator: "/").map(String.init)) == route, "\(path)")
    }
  }
}
