/// A publication's message in another spelling than the one it was published with.
final class PublicationForm: Sendable {
  let message: [UInt8]

  init(_ message: [UInt8]) {
    self.message = message
  }
}
