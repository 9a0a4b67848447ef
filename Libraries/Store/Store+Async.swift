public import TautRooms

extension Store {
  /// Stores a batch whole or not at all, and returns an outcome for each of its writes when it is durable.
  @discardableResult
  public func write(_ batch: [StoreWrite]) async throws(StoreError) -> [StoreOutcome] {
    let result = await withCheckedContinuation { continuation in
      write(batch) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  /// Asks the engine, after everything that was written before.
  public func read<Value: Sendable>(
    _ question: @escaping @Sendable (any StorageEngine) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result = await withCheckedContinuation { continuation in
      read(question) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  /// All rooms that ever had a publication.
  ///
  /// - Parameters:
  ///   - now: The present, from which the age of publications is counted.
  ///   - bytes: What all publications together may take. Where they take more, the oldest ones of the largest rooms are
  ///     left out.
  /// - Returns: The rooms in the order of their first publications.
  /// - Throws: ``StoreError``, where the data cannot be read.
  public func rooms(at now: Int64, within bytes: Int = .max) async throws(StoreError) -> [StoredRoom] {
    try await read { engine throws(StoreError) in
      var rooms = GatheredRooms(within: bytes)
      try engine.rooms(at: now) { rooms.append($0) }
      return rooms.rooms
    }
  }

  /// The messages that a device has not acknowledged, the urgent ones first; from now on messages wait for the device.
  ///
  /// The same messages come again until they are acknowledged.
  public func pending(
    for address: InboxAddress, limit: Int = .max, at now: Int64
  ) async throws(StoreError) -> [InboxMessage] {
    try await write([.attach(address, at: now)])
    return try await read { engine throws(StoreError) in try engine.pending(for: address, limit: limit, at: now) }
  }

  /// The devices that have acknowledged a message, in the order of their acknowledgements.
  public func receipts(of id: String, user: String) async throws(StoreError) -> [InboxReceipt] {
    try await read { engine throws(StoreError) in try engine.receipts(of: id, user: user) }
  }

  /// What was said in a conversation, or `nil` where nothing is kept of it or that is too long ago.
  public func conversation(
    _ name: String, of user: String, at now: Int64
  ) async throws(StoreError) -> StoredConversation? {
    try await read { engine throws(StoreError) in try engine.conversation(name, of: user, at: now) }
  }

  /// The revocations that have not expired.
  public func revocations(at now: Int64) async throws(StoreError) -> [Revocation] {
    try await read { engine throws(StoreError) in try engine.revocations(at: now) }
  }
}
