internal import TautAuth
import TautCommandLine
internal import TautJSON

/// `tautline token inspect`: show what stands in a token.
struct TokenInspectCommand: Command {
  var token = ""

  static let syntax = Syntax<Self>(
    name: "token inspect", summary: "show what stands in a token, without checking it",
    operands: [.required(.nonEmpty("TOKEN"), \.token, "the token, or - for standard input")],
    notes: """
      Prints the header and the claims. Nothing of it is proven: anybody can write
      such a token, and tautline token check tells whether it is good.
      """)

  func run() async -> ExitCode {
    do throws(MalformedToken) {
      let token = try JSONWebToken(TokenInput.text(token), limit: 65_536)
      let claims = try token.unverifiedClaims()
      let shown: JSONValue = [
        "verified": false, "header": .object(token.header.members), "claims": .object(claims.members),
      ]
      StandardError.write("not checked\(Self.remark(token, claims, at: Environment.now))\n")
      return StandardOutput.write("\(shown.prettyDescription.shownLines)\n") ? .success : .output
    } catch {
      StandardError.write("tautline token inspect: \(TokenRefusal.malformed(error))\n")
      return .tokenRefused
    }
  }

  /// What is wrong with the token whatever its signature says.
  private static func remark(_ token: JSONWebToken, _ claims: TokenClaims, at now: NumericDate) -> String {
    var text = ""
    if token.header.isUnsigned { text += "; it has no signature" }
    if let end = claims.expiresAt {
      text += end < now ? "; it has expired" : "; it expires in \((end - now).components.seconds) s"
    }
    if let start = claims.notBefore, now < start { text += "; it is not yet valid" }
    return text
  }
}
