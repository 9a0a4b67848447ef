/// A mistake that a test plants into the drivers of a simulated network, to see that the simulation finds it.
package enum PlantedBug: Sendable, CaseIterable {
  /// A subscription is restored without its offset.
  case lostOffset
  /// An answer is handed to the application twice.
  case doubleReply
  /// The backoff begins anew with each connection, however short.
  case earlyReset
  /// A subscription is not restored.
  case missedResubscribe
  /// A program that is started again has not read what it remembered.
  case lostMemory
  /// The answer to a poll is taken for the answer to the poll before it.
  case mixedPolls
  /// The user is not told that an attempt begins: the countdown goes on.
  case untoldAttempt
  /// The user is not told that the connection is back.
  case untoldReturn
  /// The notice that the connection does not do well is taken away at once.
  case untoldDegradation
  /// The notice that the connection does well again is taken away at once.
  case untoldRecovery
  /// The user is not told what a subscription lost.
  case untoldGap
  /// The user is told that a subscription lost messages, and not how many.
  case vagueGap
  /// Every second poll is not made.
  case missedPoll
  /// The user is told that there is a connection while data are simulated.
  case simulationAsReal
  /// The user is not told that the server announced its restart.
  case untoldRestart
}
