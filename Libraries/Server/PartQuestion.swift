import Synchronization

/// Asks a loop whether further parts are wanted, and takes it as a no where the loop has ended.
final class PartQuestion: Sendable {
  private let continuation: CheckedContinuation<Bool, Never>
  private let isAnswered = Atomic(false)

  init(_ continuation: CheckedContinuation<Bool, Never>) {
    self.continuation = continuation
  }

  deinit {
    answer(false)
  }

  /// Answers; only the first answer counts.
  func answer(_ isWanted: Bool) {
    guard !isAnswered.exchange(true, ordering: .relaxed) else { return }
    continuation.resume(returning: isWanted)
  }
}
