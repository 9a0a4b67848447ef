internal import TautRecording

extension ReplayCommand {
  /// Reads the recording and plays it.
  func run() async -> ExitCode {
    do throws(RecordingError) {
      let recording = try Recording(contentsOf: file)
      guard let url else { return await ReplayServer(self, recording).run() }
      return await ReplayClient(self, recording, url: url).run()
    } catch {
      StandardError.write("tautline replay: \(error)\n")
      return .input
    }
  }
}
