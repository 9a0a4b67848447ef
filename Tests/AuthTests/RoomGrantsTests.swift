import TautAuth
import TautJSON
import Testing

@Suite struct RoomGrantsTests {
  @Test(arguments: [
    ("mlb", "mlb", true), ("mlb", "nba", false), ("mlb", "mlb.live", false), ("mlb", "*", false),
    ("odds.*", "odds.mlb", true), ("odds.*", "odds.mlb.live", true), ("odds.*", "odds.*", true),
    ("odds.*", "odds.mlb.*", true), ("odds.*", "odds.", false), ("odds.*", "odds", false),
    ("odds.*", "odds_updates", false),
    ("odds.*", "*", false), ("user-*", "user-7", true), ("*", "anything", true), ("*", "*", true),
    ("odds.mlb.*", "odds.*", false),
    ("é*", "éa", true), ("MLB", "mlb", false),
  ])
  func `a pattern covers a room or not`(pattern: String, room: String, isCovered: Bool) {
    #expect(RoomGrants(patterns: [pattern]).allow(room) == isCovered)
  }

  @Test func `several patterns add up, and none grants nothing`() {
    let grants = RoomGrants(patterns: ["mlb", "odds.*"])
    #expect(grants.allow("mlb") && grants.allow("odds.x") && !grants.allow("nba") && !grants.allowAll)
    #expect(!RoomGrants(patterns: []).allow("mlb"))
    #expect(RoomGrants.all.allowAll && RoomGrants.all.allow("mlb"))
  }

  @Test(arguments: ["mlb nba", "mlb,nba", " mlb, nba "])
  func `one string stands for the list`(text: String) throws {
    let claims = try JSONWebToken(token(#"{"rooms":"\#(text)"}"#)).unverifiedClaims()
    #expect(claims.rooms?.patterns == ["mlb", "nba"])
  }
}
