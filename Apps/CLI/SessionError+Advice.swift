internal import TautEnvelope
internal import TautSession

extension SessionError {
  /// What to do about it at a command line, where the library's suggestion names what only a program has.
  var advice: String {
    switch self {
    case .tls(let text): DoctorAdvice.tls(text)[0]
    case .refused(401, _, _): "send a token with --token, or look at it: tautline token inspect TOKEN"
    case .refused(403, _, _):
      "send a token that allows this route with --token, or the Origin that the server allows with --origin"
    case .otherDialect(let server, _): "use --preset \(server.name)"
    case .messageTooLarge: "send it in parts"
    case .gaveUp(_, let last): last.advice
    default: suggestion
    }
  }
}
