// The code that Docs/Guides/Recording.md shows, in the same words; GuideTests compares them.

import TautRecording

func keep(in path: String) throws(RecordingError) {
  let file = try RecordingFile(path, limit: 1 << 20)
  try file.append(RecordedEvent(at: .zero, .open(RecordedSession(url: "ws://host/ws", milliseconds: 0))))
  try file.append(RecordedEvent(at: .milliseconds(20), .message(.client, .text("question"))))
  try file.append(RecordedEvent(at: .milliseconds(30), .message(.server, .text("answer"))))
  try file.append(RecordedEvent(at: .seconds(2), .close(code: 1000, reason: "")))
}

func play(_ recording: Recording, from start: ContinuousClock.Instant) -> [String] {
  var pace = Replay.Pace()
  pace.isLockstep = true
  pace.speed = 2
  var replay = Replay(recording, as: .server, pace: pace, startingAt: start)
  var now = start
  var said: [String] = []
  while true {
    switch replay.next(at: now) {
    case .send(let content): said.append("\(content)")
    case .wait(let instant): now = instant
    case .waitForPeer: replay.receive()
    case .close(let code, _):
      said.append("close \(code)")
      return said
    case .end: return said
    }
  }
}
