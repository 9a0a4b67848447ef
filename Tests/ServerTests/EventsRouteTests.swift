import TautClient
import TautJSON
import Testing

@testable import TautServer

/// What the fourth seed wants of a backend, sentence by sentence.
@Suite struct EventsRouteTests {
  @Test func `the session of the seed runs as it is printed`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/events?token=YOUR_TOKEN")
      try await peer.send(#"{"type": "ping", "timestamp": "2025-11-14T17:30:00Z"}"#)
      let pong = try await peer.receive()
      #expect(pong == ["type": "pong", "timestamp": "2025-11-14T17:30:00Z"])
    }
  }

  @Test func `event and metrics updates are sent to all clients without being asked for`() async throws {
    try await TestServer.with(loops: 2) { server in
      let peers = [try await Peer(server, "/ws/events"), try await Peer(server, "/ws/events")]
      // The subscription is in place when the server answers.
      for peer in peers { _ = try await peer.ask(#"{"type":"subscribe","data":{"channel":"events"}}"#) }
      let event =
        #"{"id":"evt_123","status":"delivered","delivery_latency_ms":150,"updated_at":"2025-11-14T17:30:00Z"}"#
      try await server.publish(room: "events", event, type: "event_update")
      let metrics = #"{"total_events":1250,"pending_events":5,"delivered_events":1200,"failed_events":45}"#
      try await server.publish(room: "events", metrics, type: "metrics_update")
      for peer in peers {
        let update = try await peer.receive()
        #expect(update["type"] == "event_update" && update["data"]?.description == event)
        #expect(update["timestamp"]?.string?.hasSuffix("Z") == true && update["error"] == nil)
        #expect(update["offset"]?.int64 == 1)
        #expect(try await peer.receive()["data"]?.description == metrics)
      }
    }
  }

  @Test func `channels are subscribed and unsubscribed, and an error says what is wrong`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/events")
      let confirmation = try await peer.ask(#"{"type":"subscribe","data":{"channel":"mlb"}}"#)
      #expect(confirmation["type"] == "subscription_confirmed" && confirmation["data"]?["channel"] == "mlb")
      #expect(try await peer.ask(#"{"type":"unsubscribe","data":{"channel":"mlb"}}"#)["type"] == "unsubscribed")
      let error = try await peer.ask(#"{"type":"dance"}"#)
      #expect(error["type"] == "error" && error["error"]?.string?.isEmpty == false)
    }
  }
}
