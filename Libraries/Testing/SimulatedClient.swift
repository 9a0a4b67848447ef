import TautHealth
import TautNotifications
import TautSession

/// One client of a simulated network: a session, and what its driver knows.
final class SimulatedClient {
  var session: Session
  var output = SessionOutput()
  var batch = SessionOutput()
  var isPerforming = false
  /// When the session wants to be polled, in nanoseconds; an event at another time is void.
  var wake: Int64?
  /// The client's machine sleeps until then.
  var asleepUntil: Int64 = 0
  /// The client's network is gone until then.
  var unreachableUntil: Int64 = 0
  /// What a proxy does to its upgrades, and until when.
  var block: (UpgradeBlock, until: Int64)?
  var link: SimulatedLink?
  /// The number of the token that its provider returns.
  var token = 1
  /// Until then its provider has no token but the one that was refused.
  var signedOutUntil: Int64 = 0
  /// What its user is told, and what that follows from.
  var report: SessionReport
  /// Whether the user is shown something else than was told last.
  var hasNews = false
  var bug: PlantedBug?
  /// When its connection counts as degraded.
  let health: HealthPolicy
  /// How often its program was started again.
  private(set) var launches = 0

  init(_ session: Session, _ report: SessionReport, _ health: HealthPolicy) {
    self.session = session
    self.report = report
    self.health = health
  }

  /// Another run of the program stands in the place of the one that was killed.
  func relaunch(_ session: Session, _ report: SessionReport) {
    launches += 1
    self.session = session
    self.report = report
    (link, wake, hasNews) = (nil, nil, false)
  }
}
