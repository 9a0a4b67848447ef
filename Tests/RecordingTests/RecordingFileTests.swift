import Foundation
import TautRecording
import Testing

@Suite struct RecordingFileTests {
  private let path = "\(NSTemporaryDirectory())/tautline-recording-\(UUID().uuidString)"
  private let events = [
    RecordedEvent(at: .zero, .open(RecordedSession(url: "ws://h/", milliseconds: 1000))),
    RecordedEvent(at: .seconds(1), .message(.client, .text("one"))),
    RecordedEvent(at: .seconds(2), .close(code: 1000, reason: "")),
  ]

  private func write(limit: Int = RecordingFile.defaultLimit, replaces: Bool = false) throws(RecordingError) {
    let file = try RecordingFile(path, limit: limit, replaces: replaces)
    for event in events { try file.append(event) }
  }

  @Test func `what is written can be read, by its owner only`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try RecordingFile(path)
    for event in events { try file.append(event) }
    #expect(file.messages == 1 && file.count == events.map(\.line.count).reduce(0, +))
    #expect(try Recording(contentsOf: path).events == Array(events.dropFirst()))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `a file that exists is kept unless it is to be replaced`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write()
    #expect(throws: RecordingError.exists(path: path)) { try RecordingFile(path) }
    try write(replaces: true)
    #expect(try Recording(contentsOf: path).events.count == 2)
  }

  @Test func `limits hold for writing and reading`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let limit = events[0].line.count + 10
    #expect(throws: RecordingError.full(limit: limit)) { try write(limit: limit) }
    #expect(try Recording(contentsOf: path).events.isEmpty)
    #expect(throws: RecordingError.tooLong(path: path, limit: 10)) { try Recording(contentsOf: path, limit: 10) }
  }

  @Test func `what cannot be opened is told`() {
    let missing = "/nowhere/at/all"
    #expect(throws: RecordingError.unreadable(path: missing, reason: "No such file or directory")) {
      try Recording(contentsOf: missing)
    }
    #expect(throws: RecordingError.unwritable(path: missing, reason: "No such file or directory")) {
      try RecordingFile(missing)
    }
    #expect(throws: RecordingError.unreadable(path: "/tmp", reason: "Is a directory")) {
      try Recording(contentsOf: "/tmp")
    }
  }
}
