import TautStore
import Testing

@Suite struct StoreErrorTests {
  @Test(arguments: [
    (StoreError.full(file: "f"), "the disk of f is full: free some space, and storing goes on by itself"),
    (
      .readOnly(file: "f", reason: "r"),
      "f cannot be written: r; give this user the right to write, or choose another directory"
    ),
    (.locked(file: "f", holder: 7), "f is in use by the process 7: end it, or choose another directory"),
    (.locked(file: "f", holder: nil), "f is in use by another process: end it, or choose another directory"),
    (
      .corrupt(file: "f", detail: "d"),
      "f is damaged: d; put a backup in its place, or move it away to begin with an empty store"
    ),
    (
      .notADatabase(file: "f"),
      "f is not a database: put a backup in its place, or move it away to begin with an empty store"
    ),
    (.foreign(file: "f"), "f is a database of another program: choose another directory"),
    (
      .newer(file: "f", version: 9, supported: 3),
      "f has the schema 9 and this version knows up to 3: use a newer version"
    ),
    (.cannotOpen(file: "f", reason: "r"), "f cannot be opened: r"),
    (.inputOutput(file: "f", detail: "d"), "f cannot be read or written: d; look at the disk"),
    (.failed(file: "f", detail: "d"), "f: d"),
    (.queueFull(limit: "5 batches"), "5 batches wait for the store, which is the limit: try again later"),
    (
      .outOfOrder(room: "mlb", offset: 5, stored: 3),
      "offset 5 of mlb does not follow offset 3, which is the last one stored"
    ),
    (.closed, "the store is closed"),
  ]) func `an error names the file, the cause and the way out`(error: StoreError, text: String) {
    #expect(error.description == text)
  }
}
