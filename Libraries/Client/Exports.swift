// Whoever uses a client names what these hold: errors and configurations, message types, policies, toasts.
@_exported public import TautBackoff
@_exported public import TautDiagnostics
@_exported public import TautEnvelope
@_exported public import TautHealth
@_exported public import TautHeartbeat
@_exported public import TautNotifications
@_exported public import TautReconciliation
@_exported public import TautSession
@_exported public import TautSimulation
@_exported public import class TautEventLoop.EventLoop
@_exported public import struct TautFraming.CloseCode
@_exported public import struct TautFraming.FrameLimits
@_exported public import struct TautHandshake.HeadField
@_exported public import struct TautHandshake.ProxyURL
@_exported public import struct TautJSON.JSONPath
@_exported public import enum TautTLS.TLSTrust
@_exported public import enum TautWebSocket.ConnectError
