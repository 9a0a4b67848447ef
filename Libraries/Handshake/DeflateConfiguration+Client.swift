extension DeflateConfiguration {
  /// What a client with this configuration offers.
  ///
  /// It always lets the server shrink the client's window, which costs nothing and spares a small server memory.
  public var offer: DeflateOffer {
    var offer = DeflateOffer()
    offer.serverNoContextTakeover = !serverTakesOverContext
    offer.clientNoContextTakeover = !clientTakesOverContext
    offer.serverMaxWindowBits = serverMaxWindowBits < 15 ? serverMaxWindowBits : nil
    offer.clientWindow = clientMaxWindowBits < 15 ? .atMost(clientMaxWindowBits) : .adjustable
    return offer
  }

  /// The agreement that a server's `answer` to ``offer`` makes.
  ///
  /// RFC 7692, 7.1: an answer that goes beyond the offer, or that has a parameter which answers cannot have, fails the
  /// connection.
  public func agreement(answer: ExtensionOffer) throws(UpgradeError) -> DeflateAgreement {
    guard let parameters = DeflateOffer(answer), parameters.clientWindow != .adjustable
    else { throw .invalidDeflate(answer.description) }
    try checkServer(parameters, answer)
    var agreement = DeflateAgreement()
    agreement.fromServer.takesOverContext = !parameters.serverNoContextTakeover
    agreement.fromServer.windowBits = parameters.serverMaxWindowBits ?? 15
    agreement.fromServer.namesWindow = parameters.serverMaxWindowBits != nil
    agreement.fromClient.takesOverContext = clientTakesOverContext && !parameters.clientNoContextTakeover
    agreement.fromClient.windowBits = try clientWindow(parameters, answer)
    return agreement
  }

  /// A server accepts what is asked of it by repeating it (RFC 7692, 7.1.1.1 and 7.1.2.1).
  private func checkServer(_ parameters: DeflateOffer, _ answer: ExtensionOffer) throws(UpgradeError) {
    if !serverTakesOverContext && !parameters.serverNoContextTakeover {
      throw .deflateBeyondOffer(parameter: "server_no_context_takeover", answer: answer.description)
    }
    if parameters.serverMaxWindowBits ?? 15 > serverMaxWindowBits {
      let parameter = "server_max_window_bits=\(serverMaxWindowBits)"
      throw .deflateBeyondOffer(parameter: parameter, answer: answer.description)
    }
  }

  private func clientWindow(_ parameters: DeflateOffer, _ answer: ExtensionOffer) throws(UpgradeError) -> Int {
    guard case .atMost(let bits) = parameters.clientWindow else { return clientMaxWindowBits }
    guard bits <= clientMaxWindowBits else {
      let parameter = "client_max_window_bits=\(clientMaxWindowBits)"
      throw .deflateBeyondOffer(parameter: parameter, answer: answer.description)
    }
    return bits
  }
}
