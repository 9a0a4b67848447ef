import TautEventLoop

/// The reading end of a channel.
///
/// Sequences and iterators share it. Once the last of them is gone nobody can read any more, so nothing more is kept, and
/// nothing is held back.
final class ChannelEnd<Element: Sendable>: Sendable {
  let channel: LoopBound<LoopChannel<Element>>
  let loop: EventLoop

  init(_ channel: LoopChannel<Element>, on loop: isolated EventLoop) {
    self.channel = LoopBound(channel, on: loop)
    self.loop = loop
  }

  deinit {
    loop.submit { [channel] loop in channel.value(on: loop).abandon() }
  }
}
