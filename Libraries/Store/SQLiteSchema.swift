/// The tables of the file, as steps from one version of the schema to the next.
///
/// A step that was released never changes: what is new becomes a new step. `user_version` in the file counts the steps
/// that it has been through.
enum SQLiteSchema {
  /// What tells our files from those of others: `TAUT`.
  static let applicationID: Int64 = 0x5441_5554

  static let steps = [rooms, inbox, revocations, conversations]

  private static let rooms = """
    CREATE TABLE properties (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE rooms (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL, offset INTEGER NOT NULL);
    CREATE TABLE publications (
      number INTEGER PRIMARY KEY, room INTEGER NOT NULL, offset INTEGER NOT NULL, id TEXT, type TEXT NOT NULL,
      timestamp INTEGER NOT NULL, meta BLOB NOT NULL, payload BLOB NOT NULL);
    CREATE UNIQUE INDEX publications_by_offset ON publications (room, offset);
    CREATE TABLE publish_ids (
      room INTEGER NOT NULL, id TEXT NOT NULL, offset INTEGER NOT NULL, PRIMARY KEY (room, id)) WITHOUT ROWID;
    CREATE INDEX publish_ids_by_offset ON publish_ids (room, offset);
    """

  // A settled message has been acknowledged by all devices: its row stays without the payload, as a memory of its id.
  private static let inbox = """
    CREATE TABLE inbox (
      number INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
      payload BLOB NOT NULL, size INTEGER NOT NULL, priority INTEGER NOT NULL, created INTEGER NOT NULL,
      expires INTEGER, settled INTEGER);
    CREATE UNIQUE INDEX inbox_by_id ON inbox (user, id);
    CREATE INDEX inbox_by_user ON inbox (user, settled, number, size);
    CREATE INDEX inbox_by_expiry ON inbox (expires) WHERE expires IS NOT NULL;
    CREATE INDEX inbox_by_settling ON inbox (settled) WHERE settled IS NOT NULL;
    CREATE TABLE devices (
      number INTEGER PRIMARY KEY, user TEXT NOT NULL, device TEXT NOT NULL, seen INTEGER NOT NULL,
      UNIQUE (user, device));
    CREATE INDEX devices_by_age ON devices (seen);
    CREATE TABLE receipts (
      message INTEGER NOT NULL REFERENCES inbox ON DELETE CASCADE,
      device INTEGER NOT NULL REFERENCES devices ON DELETE CASCADE,
      time INTEGER NOT NULL, PRIMARY KEY (message, device)) WITHOUT ROWID;
    CREATE INDEX receipts_by_device ON receipts (device);
    """

  private static let revocations = """
    CREATE TABLE revocations (
      kind INTEGER NOT NULL, value TEXT NOT NULL, time INTEGER NOT NULL, expires INTEGER,
      PRIMARY KEY (kind, value)) WITHOUT ROWID;
    CREATE INDEX revocations_by_expiry ON revocations (expires) WHERE expires IS NOT NULL;
    """

  // The size stands beside the content, so that what all come to is counted in an index alone.
  private static let conversations = """
    CREATE TABLE conversations (
      number INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
      used INTEGER NOT NULL, content BLOB NOT NULL);
    CREATE UNIQUE INDEX conversations_by_name ON conversations (user, name);
    CREATE INDEX conversations_by_age ON conversations (used, size);
    """
}
