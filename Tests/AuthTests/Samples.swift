import TautAuth
import TautBytes
import TautJSON

/// A key whose signature is the message, turned around, with the key's mark behind it: enough to decide by.
struct StubKey: SignatureVerifier, SignatureMaker {
  var mark: UInt8 = 7
  var algorithms: [SignatureAlgorithm] = [.hs256, .hs384]
  var signingAlgorithms: [SignatureAlgorithm] { algorithms }

  func sign(_ message: [UInt8], by algorithm: SignatureAlgorithm) -> [UInt8]? {
    message.reversed() + [mark]
  }

  func isValid(_ signature: [UInt8], of message: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
    signature == sign(message, by: algorithm)
  }
}

/// The time of most tests.
let noon = NumericDate(seconds: 1_755_259_200)

/// The text in Base64 for addresses.
func base64(_ text: String) -> String {
  base64(Array(text.utf8))
}

/// The bytes in Base64 for addresses.
func base64(_ bytes: [UInt8]) -> String {
  String(decoding: Base64.encode(bytes.span, alphabet: .urlSafe), as: UTF8.self)
}

/// A token out of the texts of its header and its claims, signed by a stub.
func token(_ claims: String = #"{"sub":"alice"}"#, header: String = #"{"alg":"HS256"}"#, by key: StubKey = StubKey())
  -> String
{
  let input = "\(base64(header)).\(base64(claims))"
  return "\(input).\(base64(key.sign(Array(input.utf8), by: .hs256)!))"
}

/// A validator with one stub as its key.
func validator(_ policy: TokenPolicy = TokenPolicy()) -> TokenValidator {
  TokenValidator(keys: TokenKeys([TokenKey(StubKey())]), policy: policy)
}

/// Why the validator refuses a token; nil where it does not.
func refusal(_ text: String, _ validator: TokenValidator = validator(), at now: NumericDate = noon) -> TokenRefusal? {
  do throws(TokenRefusal) {
    _ = try validator.validate(text, at: now)
    return nil
  } catch {
    return error
  }
}
