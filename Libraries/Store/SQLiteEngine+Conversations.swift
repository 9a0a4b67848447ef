extension SQLiteEngine {
  func keep(_ conversation: StoredConversation) throws(StoreError) -> StoreOutcome {
    var load = try conversationLoad()
    let known = try database.integer(
      "SELECT size FROM conversations WHERE user = ? AND name = ?", .text(conversation.user), .text(conversation.name))
    if let known { load.remove(Int(known)) }
    // A new number at each change: the lowest one is the conversation that was not used for the longest time.
    try database.run(
      "INSERT OR REPLACE INTO conversations (user, name, size, used, content) VALUES (?, ?, ?, ?, ?)",
      .text(conversation.user), .text(conversation.name), .integer(Int64(conversation.size)),
      .integer(conversation.used), .bytes(conversation.content))
    load.add(conversation.size)
    try forgetSurplus(of: conversation.user, &load)
    conversations = load
    return known == nil ? .done : .repeated
  }

  /// What all conversations come to, counted once and then kept up.
  private func conversationLoad() throws(StoreError) -> ConversationLimits.Load {
    if let known = conversations { return known }
    var load = ConversationLimits.Load()
    try database.run("SELECT count(*), coalesce(sum(size), 0) FROM conversations") { row in
      load = ConversationLimits.Load(count: Int(row.integer(0)), bytes: Int(row.integer(1)))
    }
    return load
  }

  private func forgetSurplus(of user: String, _ load: inout ConversationLimits.Load) throws(StoreError) {
    try database.run(
      """
      DELETE FROM conversations WHERE number IN (
        SELECT number FROM conversations WHERE user = ? ORDER BY number DESC LIMIT -1 OFFSET ?)
      RETURNING size
      """, .text(user), .integer(Int64(max(1, limits.conversations.perUser)))
    ) { row in load.remove(Int(row.integer(0))) }
    while limits.conversations.areExceeded(by: load) {
      try database.run(
        "DELETE FROM conversations WHERE number = (SELECT min(number) FROM conversations) RETURNING size"
      ) { row in load.remove(Int(row.integer(0))) }
      // Only where somebody else has written to the file.
      if database.changes == 0 { return }
    }
  }

  /// Forgets conversations in which nothing was said for too long, the oldest thousand at most.
  func sweepConversations(at now: Int64) throws(StoreError) {
    var load = try conversationLoad()
    try database.run(
      """
      DELETE FROM conversations WHERE number IN (
        SELECT number FROM conversations WHERE used <= ? ORDER BY used LIMIT 1000)
      RETURNING size
      """, .integer(now - limits.conversations.age.milliseconds)
    ) { row in load.remove(Int(row.integer(0))) }
    conversations = load
  }

  /// What was said in a conversation, unless that is too long ago.
  public func conversation(
    _ name: String, of user: String, at now: Int64
  ) throws(StoreError) -> StoredConversation? {
    var found: StoredConversation?
    try database.run(
      "SELECT content, used FROM conversations WHERE user = ? AND name = ? AND used > ?", .text(user), .text(name),
      .integer(now - limits.conversations.age.milliseconds)
    ) { row in
      found = StoredConversation(user: user, name: name, content: row.bytes(0), used: row.integer(1))
    }
    return found
  }
}
