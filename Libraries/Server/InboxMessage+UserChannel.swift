import TautStore
import TautUserChannel

/// Between the user channel, which decides, and the store, which keeps.
extension InboxMessage {
  init(_ message: UserMessage) {
    self.init(
      id: message.id, type: message.type, payload: message.payload, priority: Priority(message.priority),
      created: message.created, expires: message.expires)
  }
}

extension InboxMessage.Priority {
  init(_ priority: UserMessage.Priority) {
    self =
      switch priority {
      case .low: .low
      case .normal: .normal
      case .high: .high
      }
  }
}

extension UserMessage {
  init(_ message: InboxMessage) {
    self.init(
      id: message.id, type: message.type, payload: message.payload, priority: Priority(message.priority),
      created: message.created, expires: message.expires)
  }
}

extension UserMessage.Priority {
  init(_ priority: InboxMessage.Priority) {
    self =
      switch priority {
      case .low: .low
      case .normal: .normal
      case .high: .high
      }
  }
}

extension InboxAddress {
  init(_ address: DeviceAddress) {
    self.init(user: address.user, device: address.device)
  }
}

extension PostOutcome {
  init(_ result: Result<[StoreOutcome], StoreError>) {
    self =
      switch result {
      case .success(let outcomes):
        switch outcomes[0] {
        case .repeated: .repeated
        case .inboxFull(let limit): .full(limit: limit)
        case .done, .unknown: .stored
        }
      case .failure(let error): .failed(reason: error.description)
      }
  }
}

extension AcknowledgeOutcome {
  init(_ result: Result<[StoreOutcome], StoreError>) {
    self =
      switch result {
      case .success(let outcomes):
        switch outcomes[0] {
        case .repeated: .repeated
        case .unknown: .unknown
        case .done, .inboxFull: .stored
        }
      case .failure(let error): .failed(reason: error.description)
      }
  }
}

extension LoadOutcome {
  init(_ result: Result<[InboxMessage], StoreError>) {
    self =
      switch result {
      case .success(let messages): .messages(messages.map { UserMessage($0) })
      case .failure(let error): .failed(reason: error.description)
      }
  }
}

extension RecallOutcome {
  init(_ result: Result<StoredConversation?, StoreError>) {
    switch result {
    case .success(nil): self = .conversation(nil)
    case .success(let stored?):
      let conversation = Conversation(user: stored.user, name: stored.name, content: stored.content)
      self = conversation.map(Self.conversation) ?? .failed(reason: "it is damaged: begin another one")
    case .failure(let error): self = .failed(reason: error.description)
    }
  }
}
