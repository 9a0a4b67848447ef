/// Why a client does not get a subscription: what its `subscription_error` says.
struct SubscriptionRefusal: Error {
  var code: HubError
  var text: String
  /// The room as the client named it, where it is worth repeating.
  var channel: String?

  init(_ code: HubError, _ text: String, channel: String? = nil) {
    self.code = code
    self.text = text
    self.channel = channel
  }
}
