import Synchronization
import Testing

@testable import Playback

@Suite struct TurnstileTests {
    private final class Room: Sendable {
        struct Counts {
            var inside = 0
            var most = 0
            var visits = 0
        }

        let counts = Mutex(Counts())

        func enter() {
            counts.withLock { counts in
                counts.inside += 1
                counts.visits += 1
                counts.most = max(counts.most, counts.inside)
            }
        }

        func leave() { counts.withLock { $0.inside -= 1 } }
    }

    @Test func oneIsInsideAtATime() async {
        let turnstile = Turnstile()
        let room = Room()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    guard await turnstile.enter() else { return }
                    room.enter()
                    await Task.yield()
                    room.leave()
                    turnstile.leave()
                }
            }
        }
        let counts = room.counts.withLock { $0 }
        #expect(counts.most == 1 && counts.visits == 50)
    }

    @Test func theCancelledDoNotWait() async {
        let turnstile = Turnstile()
        #expect(await turnstile.enter())
        let waiting = Task { await turnstile.enter() }
        waiting.cancel()
        #expect(await waiting.value == false)
        turnstile.leave()
        // Nobody is in the way afterwards, and being cancelled before asking ends it as well.
        #expect(await turnstile.enter())
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            return await turnstile.enter()
        }
        late.cancel()
        #expect(await late.value == false)
        turnstile.leave()
        #expect(await turnstile.enter())
    }
}
