import TautAuth
import Testing

@Suite struct PrincipalTests {
  private let alice = Principal(user: "alice", role: nil, rooms: RoomGrants(patterns: ["mlb"]))

  @Test func `an administrator is who has the role`() throws {
    #expect(throws: TokenRefusal.notAdministrator) { try alice.requireAdministrator() }
    #expect(throws: TokenRefusal.notAdministrator) {
      try Principal(user: "a", role: "Admin", rooms: .all).requireAdministrator()
    }
    try Principal(user: nil, role: "admin", rooms: .all).requireAdministrator()
  }

  @Test func `a user is who the token names`() throws {
    try alice.require(user: "alice")
    #expect(throws: TokenRefusal.otherUser) { try alice.require(user: "bob") }
    #expect(throws: TokenRefusal.otherUser) { try Principal.anonymous.require(user: "bob") }
  }

  @Test func `a room is one that is granted`() throws {
    try alice.require(room: "mlb")
    #expect(throws: TokenRefusal.roomNotAllowed) { try alice.require(room: "nba") }
  }
}
