import FoundationEssentials
import TautAuth
import TautCrypto
import TautEventLoop
import TautJSON
import TautServer
import TautUserChannel

extension ServeCommand {
  /// Serves until SIGTERM or SIGINT, then drains.
  func run() async -> ExitCode {
    do {
      let secret = secret ?? Self.randomSecret()
      let server = try Server(try configuration(with: secret)) { Output.complain("\($0)\n") }
      let port = try await server.start()
      try introduce(port, SecretKey(secret))
      let stop = try StopSignals()
      for await _ in stop.signals { break }
      await server.drain(reason: "shutting down")
      return .success
    } catch {
      Output.complain("tautline-chat serve: \(error)\n")
      return (error as? ServerError)?.isOfConfiguration == false || error is SystemError ? .unavailable : .configuration
    }
  }

  /// The server of a chat: this is the place for a generator of your own.
  private func configuration(with secret: String) throws -> ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.host = host
    configuration.port = port
    configuration.hasFeed = false
    configuration.tokens.secret = MaskedToken(secret)
    configuration.generator = ReferenceGenerator()
    if isSingle { configuration.userChannel.devices = .single }
    if let directory, directory != ":memory:" {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      configuration.storeFile = "\(directory)/tautline.db"
    }
    return configuration
  }

  /// A secret that nobody else has, so that its tokens end with the process.
  private static func randomSecret() -> String {
    SystemRandom.uuid() + SystemRandom.uuid()
  }

  /// Says how to talk to the server, with a token where one is wanted or nobody else could make one.
  private func introduce(_ port: UInt16, _ key: SecretKey) {
    guard let user = tokenUser ?? (secret == nil ? "demo" : nil) else { return }
    Output.write("tautline-chat talk ws://\(host):\(port) --token \(token(for: user, key))\n")
  }

  /// A token that is good for a day.
  private func token(for user: String, _ key: SecretKey) -> String {
    var draft = TokenDraft(algorithm: .hs256)
    draft.claims["sub"] = .string(user)
    draft.claims["exp"] = .number(JSONNumber(Environment.seconds + 86_400))
    guard let signature = key.sign(draft.signingInput, by: .hs256) else {
      preconditionFailure("every secret signs with HS256")
    }
    return draft.signed(with: signature)
  }
}
