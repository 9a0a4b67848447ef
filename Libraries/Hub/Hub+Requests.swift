import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Answers a request about the server itself.
  mutating func report(
    _ type: MessageType, _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment,
    into output: inout HubOutput
  ) {
    var report = HubReport(
      isDraining: isDraining, uptime: now.milliseconds - start.milliseconds, time: now.milliseconds, loop: loop,
      loops: loops, status: status())
    if type == .status {
      report.rooms = directory.listing
      report.subscriptions = connections[Int(slot)]!.subscriptions.map { number in
        let subscription = subscriptions[number]
        return HubReport.Subscription(channel: roomTable[subscription.room].name.text, name: subscription.name)
      }
      report.subscriptions += (patternsOf[slot] ?? []).map { number in
        HubReport.Subscription(channel: patterns[number].pattern.text, name: patterns[number].name)
      }
    }
    reply(type, to: slot, bytes.extracting(view.idRange), at: now, into: &output) { json in
      switch type {
      case .connect: report.writeWelcome(to: &json)
      case .status: report.writeStatus(to: &json)
      case .performanceMetrics: report.writeMetrics(to: &json)
      default: report.writeHealth(to: &json)
      }
    }
  }

}
