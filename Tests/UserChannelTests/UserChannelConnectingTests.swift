import Testing
import TautUserChannel

@Suite struct UserChannelConnectingTests {
  @Test func `a connection is greeted with who it belongs to`() {
    var stage = Stage()
    stage.connect(1, "ada", device: "phone")
    #expect(
      stage.last(1)
        == #"{"type":"connection_established","timestamp":"2025-08-15T10:00:00Z","message":"connected","user_uuid":"ada","device":"phone","server_time":"2025-08-15T10:00:00Z"}"#
    )
    stage.connect(2, "ada")
    #expect(stage.text("device", in: stage.last(2)) == nil)
    #expect(stage.channel.connectionCount == 2)
  }

  @Test func `messages wait for a device from its first connection on`() {
    var stage = Stage()
    stage.connect(1, "ada", device: "phone")
    #expect(stage.attached == [DeviceAddress(user: "ada", device: "phone")])
  }

  @Test func `several devices stay side by side, and so do connections without a name`() {
    var stage = Stage()
    stage.connect(1, device: "phone")
    stage.connect(2, device: "desk")
    stage.connect(3)
    stage.connect(4)
    #expect(stage.closed.isEmpty)
  }

  @Test func `a device has one connection, and its later one replaces the earlier`() {
    var stage = Stage()
    stage.connect(1, device: "phone")
    stage.connect(2, device: "phone")
    #expect(stage.closed == [1: 4409])
    stage.connect(3, "bob", device: "phone")
    #expect(stage.closed == [1: 4409])
  }

  @Test func `a strict single connection replaces whatever the user had`() {
    var configuration = UserChannelConfiguration()
    configuration.devices = .single
    var stage = Stage(configuration)
    stage.connect(1, device: "phone")
    stage.connect(2, device: "desk")
    stage.connect(3)
    stage.connect(4, "bob")
    #expect(stage.closed == [1: 4409, 2: 4409])
    stage.publish("a")
    #expect(stage.ids(3) == ["a"])
    #expect(stage.ids(2).isEmpty)
  }

  @Test func `one connection more than a user may have is closed`() {
    var configuration = UserChannelConfiguration()
    configuration.devices = .several(limit: 2)
    var stage = Stage(configuration)
    for connection in 1...3 { stage.connect(UInt64(connection)) }
    #expect(stage.closed == [3: 4430])
    #expect(stage.received[3] == nil)
    stage.disconnect(1)
    stage.connect(4)
    #expect(stage.closed == [3: 4430])
  }

  @Test func `a connection that is gone gets nothing and asks nothing`() {
    var stage = Stage()
    stage.connect(1)
    stage.disconnect(1)
    stage.disconnect(1)
    stage.publish("a")
    stage.say(#"{"type":"get_pending"}"#, from: 1)
    #expect(stage.ids(1).isEmpty)
    #expect(stage.channel.connectionCount == 0)
  }
}
