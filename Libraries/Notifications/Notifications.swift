import TautDiagnostics

/// Decides what a user is told about a connection, and for how long.
///
/// It reads no clock and draws nothing: tell it the situation when it changes, show ``toasts`` and the indicator, and
/// call ``poll(at:)`` at the time that it returns.
///
/// - Of notices with one topic only the latest is shown; the same one again counts up.
/// - At most ``limit`` toasts are shown; beyond, the oldest of the least severe goes, and the one about the connection last.
/// - What a user has dismissed is not shown again for ``quiet``.
public struct Notifications: Sendable {
  /// The most toasts that are shown at once.
  ///
  /// Default: 5.
  public var limit = 5 {
    didSet { precondition(limit > 0, "at least one toast must have room") }
  }

  /// How long a topic that the user dismissed is silent; an error that is worse than what was dismissed is shown.
  ///
  /// Default: 30 seconds.
  public var quiet: Duration = .seconds(30)

  /// The toasts, oldest first.
  public private(set) var toasts: [Toast] = []

  /// How many toasts had to go because there were too many.
  public private(set) var dropped = 0

  /// The present situation.
  public private(set) var situation = ConnectionSituation(.idle)

  /// The most topics whose silence is remembered.
  private static let silenceLimit = 64

  private struct Silence: Sendable {
    var topic: String
    var severity: Toast.Severity
    var end: ContinuousClock.Instant
  }

  private var silences: [Silence] = []
  private var hasBeenOpen = false
  private var count = 0

  /// Notifications of a connection that nobody asked for yet.
  public init() {}

  /// What the status indicator shows.
  public func indicator(at now: ContinuousClock.Instant) -> StatusIndicator { StatusIndicator(situation, at: now) }

  /// Records a change of the situation, and posts what the user has to know about it.
  public mutating func update(_ next: ConnectionSituation, at now: ContinuousClock.Instant) {
    let last = situation
    situation = next
    switch ConnectionTurn(from: last, to: next, hasBeenOpen: hasBeenOpen, at: now) {
    case .nothingNew: break
    case .resolved: resolve(Notice.connectionTopic)
    case .news(let notice): post(notice, at: now)
    }
    if next.isConnected { hasBeenOpen = true }
  }

  /// Shows a notice; where its topic is silent, what it would have replaced goes nevertheless, as it is no longer so.
  public mutating func post(_ notice: Notice, at now: ContinuousClock.Instant) {
    guard !isSilent(notice, at: now) else { return resolve(notice.topic) }
    let end = notice.lifetime.map { now + $0 }
    if let index = toasts.firstIndex(where: { $0.notice.topic == notice.topic }) {
      let isSame = toasts[index].notice.text == notice.text
      toasts[index].count = isSame ? toasts[index].count + 1 : 1
      toasts[index].notice = notice
      toasts[index].time = now
      toasts[index].end = end
    } else {
      makeRoom()
      count += 1
      toasts.append(Toast(id: count, notice: notice, time: now, end: end))
    }
  }

  /// Takes away what is shown about a topic, as it is no longer so.
  public mutating func resolve(_ topic: String) {
    toasts.removeAll { $0.notice.topic == topic }
  }

  /// Takes away a toast that the user has read; its topic is silent for ``quiet``.
  public mutating func dismiss(_ id: Int, at now: ContinuousClock.Instant) {
    guard let index = toasts.firstIndex(where: { $0.id == id }) else { return }
    let notice = toasts.remove(at: index).notice
    if silences.count == Self.silenceLimit { silences.removeFirst() }
    silences.append(Silence(topic: notice.topic, severity: notice.severity, end: now + quiet))
  }

  /// Takes away the toasts whose time is over, and returns when to call again; nil when none ends by itself.
  public mutating func poll(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    toasts.removeAll { $0.end.map { $0 <= now } ?? false }
    silences.removeAll { $0.end <= now }
    return toasts.compactMap(\.end).min()
  }

  private func isSilent(_ notice: Notice, at now: ContinuousClock.Instant) -> Bool {
    silences.contains { $0.topic == notice.topic && $0.end > now && notice.severity <= $0.severity }
  }

  private mutating func makeRoom() {
    guard toasts.count >= limit else { return }
    // The first of the least: toasts stand in the order in which they came.
    let others = toasts.indices.filter { toasts[$0].notice.topic != Notice.connectionTopic }
    let least = others.min { toasts[$0].notice.severity < toasts[$1].notice.severity } ?? toasts.startIndex
    dropped += 1
    toasts.remove(at: least)
  }
}
