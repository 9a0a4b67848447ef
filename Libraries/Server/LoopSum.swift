import TautEventLoop
import TautHub

/// The reports of all loops, added up.
struct LoopSum {
  var subscriptions = 0
  var rooms = 0
  var stalled = 0
  var waitingBytes = 0
  var historyBytes = 0
  var echoes = 0
  var hub = HubCounters()
  var loop = LoopCounters()
  var requests = RequestCounters()
  var measures = ServerMeasures()
  /// Why the store cannot be used now, as the first loop that has noticed says.
  var storeTrouble: String?

  init(_ reports: [LoopReport]) {
    for report in reports { add(report) }
  }

  private mutating func add(_ report: LoopReport) {
    subscriptions += report.hub.subscriptions
    rooms += report.hub.rooms
    stalled += report.hub.stalledConnections
    waitingBytes += report.hub.waitingBytes
    historyBytes += report.hub.historyBytes
    echoes += report.echoes
    storeTrouble = storeTrouble ?? report.storeTrouble
    requests += report.requests
    measures += report.measures
    add(report.hub.counters)
    add(report.loop)
  }

  private mutating func add(_ counters: HubCounters) {
    hub.connectionsOpened += counters.connectionsOpened
    hub.reconnects += counters.reconnects
    hub.messagesIn += counters.messagesIn
    hub.bytesIn += counters.bytesIn
    hub.messagesOut += counters.messagesOut
    hub.publications += counters.publications
    hub.publicationsRepeated += counters.publicationsRepeated
    hub.publicationsNotStored += counters.publicationsNotStored
    hub.deliveries += counters.deliveries
    hub.replayed += counters.replayed
    hub.gaps += counters.gaps
    hub.forgotten += counters.forgotten
    hub.drops.oldest += counters.drops.oldest
    hub.shaped += counters.shaped
    hub.suppressed += counters.suppressed
    hub.drops.overflowed += counters.drops.overflowed
    hub.drops.superseded += counters.drops.superseded
    hub.drops.disconnected += counters.drops.disconnected
    hub.errors.merge(counters.errors, uniquingKeysWith: +)
  }

  private mutating func add(_ counters: LoopCounters) {
    loop.turns &+= counters.turns
    loop.accepted &+= counters.accepted
    loop.bytesIn &+= counters.bytesIn
    loop.bytesOut &+= counters.bytesOut
    loop.acceptPauses &+= counters.acceptPauses
  }
}
