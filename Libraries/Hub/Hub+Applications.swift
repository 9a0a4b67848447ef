extension Hub {
  /// Counts a message that the caller handles itself, so that the rate of a connection holds for all its messages.
  ///
  /// - Returns: Whether it may be handled; where it is too much, the client is told and closed.
  public mutating func admit(_ slot: UInt32, at now: Moment, into output: inout HubOutput) -> Bool {
    guard isOpen(slot) else { return false }
    counters.messagesIn += 1
    return admits(slot, at: now, into: &output)
  }
}
