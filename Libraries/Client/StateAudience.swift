import TautReconciliation

/// Who is shown what a mirror shows.
protocol StateAudience: AnyObject {
  /// These are all items.
  func show(_ items: [StateItem])
  /// These items have changed.
  func show(_ changes: [StateChange])
  /// The state follows its room from here on, or does not, for a reason.
  func note(isLive: Bool, _ reason: StaleReason?)
  /// A change of this program was taken back.
  func rolledBack(_ id: String, _ error: LiveStateError)
  /// Nothing is kept for the time being, or for good: the readers are told, and their sequences end.
  func fail(_ error: LiveStateError, isOver: Bool)
  /// It is over: the sequences end.
  func finish()
}
