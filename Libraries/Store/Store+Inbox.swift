extension Store {
  /// Hands out the messages that a device has not acknowledged; from now on messages wait for the device.
  ///
  /// Two steps in one: ``StoreWrite/attach(_:at:)``, which shares a transaction with others, and the question after it.
  /// What is posted later than the answer has to be delivered live, so a caller first notes that the device is there,
  /// then asks, and drops what it gets twice by its id.
  public func pending(
    for address: InboxAddress, limit: Int = .max, at now: Int64,
    then completion: @escaping @Sendable (Result<[InboxMessage], StoreError>) -> Void
  ) {
    write([.attach(address, at: now)]) { [self] result in
      switch result {
      case .failure(let error): completion(.failure(error))
      case .success:
        read(
          { engine throws(StoreError) in try engine.pending(for: address, limit: limit, at: now) }, then: completion)
      }
    }
  }
}
