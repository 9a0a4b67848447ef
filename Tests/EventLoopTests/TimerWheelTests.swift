import TautTesting
import Testing

@testable import TautEventLoop

@Suite struct TimerWheelTests {
  /// Advances to `tick` and returns what was due, in order.
  private func fire(_ wheel: inout TimerWheel<Int>, at tick: UInt64) -> [Int] {
    var fired: [Int] = []
    while let (target, _) = wheel.popDue(at: tick) { fired.append(target) }
    return fired
  }

  @Test func `a timer fires at its tick, not before`() {
    var wheel = TimerWheel<Int>()
    _ = wheel.schedule(at: 10, 1, kind: 0)
    #expect(fire(&wheel, at: 9) == [])
    #expect(fire(&wheel, at: 10) == [1])
    #expect(fire(&wheel, at: 11) == [])
    #expect(wheel.count == 0)
  }

  @Test(arguments: [1, 63, 64, 65, 4095, 4096, 4097, 262_143, 262_144, 16_777_216, 1_073_741_824, 40_000_000_000])
  func `a timer of any level fires at its tick, whatever passed before`(deadline: UInt64) {
    for begin: UInt64 in [0, 1, 63, 64, 5000, 262_145] {
      var wheel = TimerWheel<Int>()
      _ = fire(&wheel, at: begin)
      _ = wheel.schedule(at: begin + deadline, 1, kind: 0)
      #expect(fire(&wheel, at: begin + deadline - 1) == [])
      #expect(fire(&wheel, at: begin + deadline) == [1])
    }
  }

  @Test func `a deadline that has passed is due at once`() {
    var wheel = TimerWheel<Int>()
    _ = fire(&wheel, at: 100)
    _ = wheel.schedule(at: 5, 1, kind: 0)
    #expect(fire(&wheel, at: 101) == [1])
  }

  @Test func `a timer beyond the horizon fires at the horizon`() {
    var wheel = TimerWheel<Int>()
    _ = wheel.schedule(at: .max, 1, kind: 0)
    #expect(fire(&wheel, at: 1 << 36) == [1])
  }

  @Test func `the kind that was given comes back`() {
    var wheel = TimerWheel<Int>()
    _ = wheel.schedule(at: 1, 7, kind: 42)
    #expect(wheel.popDue(at: 1)?.kind == 42)
  }

  @Test func `a cancelled timer does not fire`() {
    var wheel = TimerWheel<Int>()
    let first = wheel.schedule(at: 70, 1, kind: 0)
    _ = wheel.schedule(at: 70, 2, kind: 0)
    let third = wheel.schedule(at: 70, 3, kind: 0)
    #expect(wheel.cancel(first) == 1)
    #expect(wheel.cancel(third) == 3)
    #expect(fire(&wheel, at: 100) == [2])
  }

  @Test func `cancelling twice, or after the timer fired, does nothing to another that took its place`() {
    var wheel = TimerWheel<Int>()
    let first = wheel.schedule(at: 5, 1, kind: 0)
    wheel.cancel(first)
    _ = wheel.schedule(at: 5, 2, kind: 0)
    #expect(wheel.cancel(first) == nil)
    #expect(fire(&wheel, at: 5) == [2])
    #expect(wheel.cancel(TimerID(index: 99, generation: 0)) == nil)
  }

  @Test func `the next tick is never after the earliest deadline`() {
    var wheel = TimerWheel<Int>()
    #expect(wheel.nextTick == nil)
    _ = wheel.schedule(at: 5000, 1, kind: 0)
    var steps = 0
    while let tick = wheel.nextTick, fire(&wheel, at: tick).isEmpty {
      #expect(tick <= 5000)
      steps += 1
    }
    #expect(steps <= 3)  // a level at a time, not a tick at a time
  }

  @Test func `a timer that schedules another while it fires is not lost`() {
    var wheel = TimerWheel<Int>()
    _ = wheel.schedule(at: 3, 1, kind: 0)
    #expect(wheel.popDue(at: 10)?.target == 1)
    _ = wheel.schedule(at: 4, 2, kind: 0)
    #expect(wheel.popDue(at: 10)?.target == 2)
    #expect(wheel.popDue(at: 10) == nil)
  }

  @Test func `a thousand random timers fire in the order of their deadlines, each once`() {
    var generator = SeededGenerator(seed: 7)
    var wheel = TimerWheel<Int>()
    var deadlines: [UInt64] = []
    var cancelled: Set<Int> = []
    for index in 0..<1000 {
      let deadline = 1 + generator.next() % (index % 3 == 0 ? 100 : 1_000_000)
      deadlines.append(deadline)
      let timer = wheel.schedule(at: deadline, index, kind: 0)
      if generator.next() % 4 == 0 {
        wheel.cancel(timer)
        cancelled.insert(index)
      }
    }
    var fired: [Int] = []
    while let tick = wheel.nextTick {
      while let (index, _) = wheel.popDue(at: tick) {
        #expect(deadlines[index] <= tick)
        fired.append(index)
      }
    }
    #expect(fired.map { deadlines[$0] } == fired.map { deadlines[$0] }.sorted())
    #expect(Set(fired) == Set(0..<1000).subtracting(cancelled))
    #expect(fired.count == 1000 - cancelled.count)
  }
}
