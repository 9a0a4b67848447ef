import TautDeflate
import TautFraming

/// Why a compressed message cannot be put together.
enum AssemblyError: Error {
  case inflate(InflateError)
  case invalidText

  var closePayload: ClosePayload {
    ClosePayload(closeCode, reason: description)
  }

  private var closeCode: CloseCode {
    switch self {
    case .inflate(.tooLarge): .messageTooBig
    case .inflate(.outOfMemory): .internalError
    case .inflate(.corrupt), .invalidText: .invalidPayload
    }
  }

  private var description: String {
    switch self {
    case .inflate(let error): "\(error)"
    case .invalidText: "\(FrameError.invalidText)"
    }
  }
}
