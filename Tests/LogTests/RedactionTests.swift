import TautLog
import Testing

@Suite struct RedactionTests {
  @Test(arguments: [
    ("GET /ws/v2/connect?token=abc.def&x=1", "GET /ws/v2/connect?token=***&x=1"),
    ("?access_token=abc", "?access_token=***"),
    ("?TOKEN=abc#f", "?TOKEN=***#f"),
    ("client_secret=s password=p;", "client_secret=*** password=***;"),
    (#"{"token": "a\b", "password":"x y","n":1}"#, #"{"token": "***", "password":"***","n":1}"#),
    (#"{"secret": 12, "a": 1}"#, #"{"secret": ***, "a": 1}"#),
    ("Authorization: Basic dXNlcg==\r\nHost: h", "Authorization: ***\r\nHost: h"),
    ("sent Bearer abcdefghijkl, and", "sent Bearer ***, and"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_9 is expired", "*** is expired"),
    ("bearer, eyJhbGciOiJIUzI1NiJ9.e30.x", "bearer, ***"),
    ("redis://user:geheim@host:6379/0", "redis://user:***@host:6379/0"),
    ("redis://:p@ss@host", "redis://:***@host"),
  ])
  func `a secret is masked, and what stands around it stays`(text: String, masked: String) {
    #expect(Redaction.redacted(text) == masked)
  }

  @Test(arguments: [
    "the token is malformed: signature", "token expired", "a bearer token is needed", "token=", #"{"token":}"#,
    #""token" is"#, "broken=abc", "tokens=3", "https://host:8000/path@x", "http://user@host", "authorization is needed",
    "eyJ short", "", "é token",
  ])
  func `what is no secret stays`(text: String) {
    #expect(Redaction.redacted(text) == text)
  }
}
