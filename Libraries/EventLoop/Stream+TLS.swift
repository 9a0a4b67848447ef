public import TautTLS

extension Stream {
  /// Begins TLS on a stream that is open, such as one through a proxy.
  ///
  /// ``StreamHandler/streamConnected(_:)`` is called when the handshake is done. Call it when nothing waits to be sent.
  public func startTLS(_ session: TLSSession) {
    precondition(tls == nil && slot >= 0, "tls begins once, on an open stream")
    tls = session
    unsafe hot.pointee.slots[slot].isDirect = false
    marks.insert(.handshaking)
    advanceHandshake()
  }

  func decrypt(_ ciphertext: UnsafeRawBufferPointer) {
    guard let tls else { return }
    unsafe tls.feed(ciphertext)
    // Where the stream is closed half way, nobody takes the rest.
    defer { _ = tls.takeUnread() }
    if marks.contains(.handshaking) {
      advanceHandshake()
      if marks.contains(.handshaking) || slot < 0 { return }
    }
    readPlaintext()
  }

  func advanceHandshake() {
    guard let tls else { return }
    do throws(TLSError) {
      let outcome = try tls.handshake()
      sendCiphertext()
      guard case .done = outcome, slot >= 0 else { return }
      marks.remove(.handshaking)
      handler?.streamConnected(self)
    } catch {
      sendCiphertext()
      closeNow(.tls(error.description))
    }
  }

  func readPlaintext() {
    let area = unsafe reactor.plaintext
    while slot >= 0, let tls {
      let isPaused = marks.contains(.paused)
      let kept = unsafe isPaused ? 0 : putLeftover(in: area)
      let start = max(Reactor.headroom, kept)
      do throws(TLSError) {
        switch unsafe try tls.read(into: UnsafeMutableRawBufferPointer(rebasing: area[start...])) {
        case .bytes(let count):
          sendCiphertext()  // the buffers are the loop's: what this session has to say must leave before others write
          let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: area[(start - kept)..<(start + count)])
          if isPaused { unsafe keep(bytes) } else { unsafe deliver(bytes) }
        case .wantsMore:
          unsafe keep(UnsafeMutableRawBufferPointer(rebasing: area[(start - kept)..<start]))
          return sendCiphertext()
        case .closed:
          sendCiphertext()
          return reachEnd()
        }
      } catch {
        sendCiphertext()
        return closeNow(.tls(error.description))
      }
    }
  }

  func sendCiphertext() {
    guard slot >= 0 else { return }
    guard !reactor.tlsBuffers.isEmpty else { return }
    unsafe sendRaw(reactor.tlsBuffers.ciphertext)
    reactor.tlsBuffers.removeCiphertext()
  }

  func encrypt(_ bytes: UnsafeRawBufferPointer) {
    guard let tls, bytes.count > 0 else { return }
    do throws(TLSError) {
      unsafe try tls.write(bytes)
    } catch {
      reactor.tlsBuffers.removeCiphertext()
      closeNow(.tls(error.description))
    }
  }
}
