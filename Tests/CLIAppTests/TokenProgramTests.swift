import Foundation
import TautAuth
import TautCommandLine
import TautJSON
import Testing

@testable import tautline

/// `tautline token`, from its arguments to its exit code.
@Suite final class TokenProgramTests {
  private let secret = "0123456789abcdef0123456789abcdef"
  /// Goes away with the test.
  private let folder = "\(NSTemporaryDirectory())/tautline-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A file of its own for each test.
  private func file(_ text: String) throws -> String {
    let path = "\(folder)/\(UUID().uuidString)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func make(_ arguments: String...) async throws -> String {
    let program = try RunningProgram(["token", "make"] + arguments)
    let run = await program.outcome()
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    return run.output.trimmingCharacters(in: .newlines)
  }

  @Test func `a token that is made is good, and says what was asked for`() async throws {
    let text = try await make(
      "--secret", secret, "--sub", "alice", "--role", "admin", "--rooms", "mlb,odds.*", "--rooms", "nba", "--iss", "me",
      "--aud", "a", "--aud", "b", "--kid", "k", "--jti", "j", "--claim", "level=3", "--claim", "name=Ann",
      "--not-before=-5", "--expires-in", "2h", "--alg", "HS512")
    let run = try await tautline("token", "check", "-", "--secret", secret, "--aud", "b", "--iss", "me", input: text)
    #expect(run.code == 0 && run.errors.isEmpty)
    let claims = try #require(try JSONValue(parsing: run.output)["claims"])
    #expect(claims["sub"] == "alice" && claims["role"] == "admin" && claims["rooms"] == ["mlb", "odds.*", "nba"])
    #expect(claims["aud"] == ["a", "b"] && claims["level"] == 3 && claims["name"] == "Ann" && claims["jti"] == "j")
    let issued = try #require(claims["iat"]?.int64)
    #expect(claims["exp"]?.int64 == issued + 7200 && claims["nbf"]?.int64 == issued - 5)
  }

  @Test func `a token without more ends in an hour and has an id of its own`() async throws {
    let one = try JSONWebToken(try await make("--secret", secret))
    let other = try JSONWebToken(try await make("--secret", secret, "--no-expiry", "--aud", "us"))
    let claims = try one.unverifiedClaims()
    #expect(claims.expiresAt == claims.issuedAt.map { $0 + .seconds(3600) } && one.header.algorithm == .hs256)
    #expect(try other.unverifiedClaims().expiresAt == nil)
    #expect(try other.unverifiedClaims().audience == ["us"])
    #expect(try other.unverifiedClaims().id != claims.id)
  }

  @Test(arguments: ["RS256", "PS256", "ES256", "ES384", "EdDSA"])
  func `a fresh key signs, and its key set checks`(algorithm: String) async throws {
    let key = try file(try await tautline("token", "key", "--alg", algorithm).output)
    let set = try await tautline("token", "jwks", key, "--kid", "k1", "--alg", algorithm)
    #expect(set.code == 0 && !set.output.contains("\"d\""))
    let text = try await make("--key", key, "--kid", "k1", "--alg", algorithm, "--sub", "alice")
    let check = try await tautline("token", "check", text, "--jwks", try file(set.output))
    #expect(check.code == 0 && check.output.hasPrefix(#"{"valid":true,"#), "\(check.errors)")
    let otherwise = algorithm == "ES256" ? "EdDSA" : "ES256"
    #expect(try await tautline("token", "check", text, "--key", key, "--alg", otherwise).code == 10)
  }

  @Test func `a fresh secret is long enough`() async throws {
    let text = try await tautline("token", "key", "--alg", "HS256").output
    #expect(text.utf8.count == 87)
    #expect(
      try await tautline("token", "jwks", try file(#"{"kty":"oct","k":"\#(text.dropLast())"}"#)).output
        == "{\"keys\":[]}\n")
  }

  @Test func `a private key of a key set signs with its own id and algorithm`() async throws {
    let set = #"{"keys":[{"kty":"oct","k":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY","kid":"s","alg":"HS384"}]}"#
    let path = try file(set)
    let token = try JSONWebToken(try await make("--key", path))
    #expect(token.header.keyID == "s" && token.header.algorithm == .hs384)
    let other = try await tautline("token", "make", "--key", path, "--kid", "t")
    #expect(other.code == 66 && other.errors.contains("has no private key with the id t"))
    let wrong = try await tautline("token", "make", "--key", path, "--alg", "HS256")
    #expect(wrong.code == 64 && wrong.errors.contains("--alg is 'HS256', but the key can sign with HS384"))
  }

  @Test func `a token that is not good ends with 10 and its reason`() async throws {
    func reason(_ text: String, _ arguments: String...) async throws -> String? {
      let program = try RunningProgram(["token", "check", text, "--secret", secret] + arguments)
      let run = await program.outcome()
      #expect(run.code == 10 && !run.output.contains(text))
      return try JSONValue(parsing: run.output)["reason"]?.string
    }
    #expect(try await reason(try await make("--secret", secret, "--expires-in=-60")) == "expired")
    #expect(try await reason(try await make("--secret", secret, "--not-before", "60")) == "not yet valid")
    #expect(try await reason(try await make("--secret", secret + "x")) == "signature")
    #expect(try await reason(try await make("--secret", secret, "--aud", "x")) == "audience")
    #expect(try await reason(try await make("--secret", secret, "--iss", "x"), "--iss", "y") == "issuer")
    #expect(try await reason(try await make("--secret", secret, "--no-expiry"), "--require-expiry") == "malformed")
    #expect(try await reason("a.b") == "malformed")
  }

  @Test func `inspecting shows what stands there, says that it is not checked, and never the signature`() async throws {
    let text = try await make("--secret", secret, "--sub", "al\u{1B}ice", "--kid", "k")
    let run = try await tautline("token", "inspect", text)
    #expect(run.code == 0 && run.errors.hasPrefix("not checked; it expires in 3"))
    let shown = try JSONValue(parsing: run.output)
    #expect(shown["verified"] == false && shown["header"]?["kid"] == "k" && shown["claims"]?["exp"] != nil)
    #expect(!run.output.contains(text.split(separator: ".")[2]) && !run.output.contains("\u{1B}"))
    let unsigned = try await tautline("token", "inspect", "eyJhbGciOiJub25lIn0.eyJleHAiOjEsIm5iZiI6NDEwMjQ0NDgwMH0.")
    #expect(unsigned.errors == "not checked; it has no signature; it has expired; it is not yet valid\n")
    let broken = try await tautline("token", "inspect", "a.b")
    #expect(broken.code == 10 && broken.errors.contains("malformed: 2 parts"))
  }

  @Test func `a secret comes from the environment and is never repeated`() async throws {
    let made = try RunningProgram(["token", "make", "--sub", "a"], environment: ["JWT_SECRET": "short"])
    let run = await made.outcome()
    #expect(run.code == 0 && run.errors.contains("warning: the secret has 5 bytes"))
    #expect(!run.errors.contains("short"))
    let text = run.output.trimmingCharacters(in: .newlines)
    #expect(try await tautline("token", "check", text, "--secret", "short").code == 0)
  }

  @Test(arguments: [
    (["token"], "tautline token: COMMAND is missing: one of make, check, inspect, key, jwks"),
    (["token", "mak"], "tautline token: COMMAND is 'mak', but must be one of make, check, inspect, key, jwks"),
    (["token", "make"], "tautline token make: --secret needs a value: a secret, or a private key with --key FILE"),
    (
      ["token", "check", "a.b.c"],
      "tautline token check: --secret needs a value: a secret, or a file of keys with --key or --jwks"
    ),
    (
      ["token", "make", "--secret", "x", "--expires-in", "soon"],
      "tautline token make: --expires-in is 'soon', but must be a time such as 90 (seconds), 15m, 12h or 7d, at most 3650d"
    ),
    (
      ["token", "make", "--secret", "x", "--claim", "=1"],
      "tautline token make: --claim is '=1', but must be a name, = and a value, such as level=3"
    ),
  ])
  func `a wrong command line is told`(arguments: [String], text: String) async throws {
    let run = await (try RunningProgram(arguments)).outcome()
    #expect(run.code == 64 && run.errors.hasPrefix(text + "\n"), "\(run.errors)")
  }

  @Test func `a file of keys that cannot be used is told`() async throws {
    let missing = try await tautline("token", "check", "a.b.c", "--key", "/nowhere")
    #expect(missing.code == 66 && missing.errors.contains("cannot read /nowhere: No such file or directory"))
    let folder = try await tautline("token", "check", "a.b.c", "--key", "/tmp")
    #expect(folder.code == 66 && folder.errors.contains("Is a directory"))
    let path = try file("nothing")
    let nothing = try await tautline("token", "jwks", path)
    #expect(nothing.code == 66 && nothing.errors.contains("there is no key and no certificate in PEM form"))
  }

  @Test func `help of a command inside of another is found`() async throws {
    #expect(try await tautline("help", "token", "make").output == TokenMakeCommand.syntax.help)
    #expect(try await tautline("token", "make", "--help").output == TokenMakeCommand.syntax.help)
    #expect(try await tautline("token", "--help").output == TokenCommand.syntax.help)
  }

  @Test(
    arguments: [
      ("90", 90), ("15m", 900), ("12h", 43_200), ("7d", 604_800), ("-60", -60), ("-2s", -2), ("", nil), ("m", nil),
      ("1.5h", nil), ("3651d", nil), ("9223372036854775807d", nil), ("1w", nil),
    ] as [(String, Int64?)])
  func `a time has a unit or is seconds`(text: String, seconds: Int64?) {
    #expect(ValueForm<Duration>.span.read(text) == seconds.map { .seconds($0) })
  }
}
