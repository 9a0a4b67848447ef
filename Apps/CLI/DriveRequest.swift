internal import TautClient
internal import TautCrypto
internal import TautJSON

/// One line that `tautline drive` reads.
struct DriveRequest: Sendable, Hashable {
  /// What is to be done.
  enum Operation: Sendable, Hashable {
    case connect(DriveTarget)
    case send(Message, timeout: Duration?)
    case receive(timeout: Duration?)
    case ping([UInt8], timeout: Duration?)
    case close(code: UInt16, reason: String, timeout: Duration?)
    case state
    case quit
    /// Begin a client, which the other operations of ``DriveClientOperation`` are for.
    case client(DriveClientTarget)
    case ofClient(DriveClientOperation)
  }

  /// What names the request in its answer, as it is spelled; nil where it has none.
  var id: [UInt8]?
  /// What is to be done, or what is wrong with the line.
  var operation: Result<Operation, DriveRequestError>

  /// Reads one line.
  init(_ line: [UInt8]) {
    do throws(JSONError) {
      guard let object = try JSONObject(scanning: line) else {
        operation = .failure(.notAnObject)
        return
      }
      id = object.raw("id")
      operation = Result { () throws(DriveRequestError) in try Self.operation(object) }
    } catch {
      operation = .failure(.invalidJSON("\(error)"))
    }
  }

  private static func operation(_ object: JSONObject) throws(DriveRequestError) -> Operation {
    let fields = DriveFields(object: object)
    switch try fields.required("op", fields.string) {
    case "connect": return .connect(try DriveTarget(fields))
    case "send": return .send(try content(fields), timeout: try fields.duration("timeout"))
    case "recv": return .receive(timeout: try fields.duration("timeout"))
    case "ping": return .ping(try fields.base64("b64") ?? [], timeout: try fields.duration("timeout"))
    case "close": return try close(fields)
    case "state": return .state
    case "quit": return .quit
    case "client": return .client(try DriveClientTarget(fields))
    case let name:
      guard let operation = try DriveClientOperation(name, fields) else { throw .unknownOperation(name) }
      return .ofClient(operation)
    }
  }

  private static func content(_ fields: DriveFields) throws(DriveRequestError) -> Message {
    if let text = try fields.string("text") { return .text(text) }
    return .binary(try fields.required("text or b64") { _ throws(DriveRequestError) in try fields.base64("b64") })
  }

  private static func close(_ fields: DriveFields) throws(DriveRequestError) -> Operation {
    let code = try fields.integer("code", 0...65535).map { UInt16($0) } ?? 1000
    return .close(code: code, reason: try fields.string("reason") ?? "", timeout: try fields.duration("timeout"))
  }
}
