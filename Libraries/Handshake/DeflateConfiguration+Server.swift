extension DeflateConfiguration {
  /// The agreement with the first offer that can be accepted, or nil to go without compression.
  public func agreement(to offers: [ExtensionOffer]) -> DeflateAgreement? {
    for offer in offers {
      if let offer = DeflateOffer(offer) { return agreement(to: offer) }
    }
    return nil
  }

  /// The agreement with `offer`: for each parameter, the stricter of the two wishes.
  ///
  /// RFC 7692, 7.1.1 and 7.1.2 let a server be stricter than the offer in everything but the client's window, which it may
  /// name only where the client offered that.
  func agreement(to offer: DeflateOffer) -> DeflateAgreement {
    var agreement = DeflateAgreement()
    agreement.fromServer.takesOverContext = serverTakesOverContext && !offer.serverNoContextTakeover
    agreement.fromClient.takesOverContext = clientTakesOverContext && !offer.clientNoContextTakeover
    agreement.fromServer.windowBits = min(serverMaxWindowBits, offer.serverMaxWindowBits ?? 15)
    agreement.fromServer.namesWindow = offer.serverMaxWindowBits != nil || agreement.fromServer.windowBits < 15
    switch offer.clientWindow {
    case .fixed: break
    case .adjustable: agreement.fromClient.windowBits = clientMaxWindowBits
    case .atMost(let bits): agreement.fromClient.windowBits = min(clientMaxWindowBits, bits)
    }
    return agreement
  }
}
