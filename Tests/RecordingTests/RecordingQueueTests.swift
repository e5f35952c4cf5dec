import ExchangeModel
import NIOCore
import NIOPosix
import Redaction
import Synchronization
import TestSupport
import Testing

@testable import Recording

@Suite struct RecordingQueueTests {
    private let redactor = Redactor(keys: .ephemeral())

    private func exchange(_ number: Int, bytes: Int = 100) -> Exchange {
        Exchange(
            startedAt: Timestamp(seconds: Int64(number)),
            request: RequestMessage(method: "GET", url: Array("http://127.0.0.1/\(number)".utf8)),
            response: ResponseMessage(status: 200, body: MessageBody([UInt8](repeating: 0x78, count: bytes)))
        )
    }

    @Test func everythingOfferedIsRecordedInOrder() async {
        let sink = TestSink()
        let lines = Mutex<[Int]>([])
        let queue = RecordingQueue(
            redactor: redactor,
            sink: sink,
            limits: RecordingLimits(workers: 3),
            onStored: { number, _ in lines.withLock { $0.append(number) } }
        )
        for number in 0..<500 { #expect(await queue.offer(exchange(number), label: "a") == .accepted) }
        await queue.finish()
        #expect(queue.counts.recorded == 500)
        #expect(queue.counts.offered == 500)
        #expect(queue.counts.lost == 0)
        #expect(sink.exchanges.map(\.startedAt.seconds) == (0..<500).map(Int64.init))
        #expect(sink.records.allSatisfy { $0.label == "a" })
        #expect(lines.withLock { $0 } == Array(1...500))
    }

    @Test func whatComesWhileTheSinkIsBusyGoesInOneGroup() async {
        let gate = Gate()
        let sink = TestSink(gate: gate)
        let queue = RecordingQueue(redactor: redactor, sink: sink)
        _ = await queue.offer(exchange(0))
        while gate.arrivals == 0 { await Task.yield() }
        for number in 1...50 { #expect(await queue.offer(exchange(number)) == .accepted) }
        while queue.redactedCount < 50 { await Task.yield() }
        gate.open()
        await queue.finish()
        #expect(queue.counts.recorded == 51)
        #expect(sink.batches == [1, 50])
    }

    @Test func aFullQueueWaitsThenDrops() async {
        let gate = Gate()
        let sink = TestSink(gate: gate)
        let losses = Mutex(0)
        let queue = RecordingQueue(
            redactor: redactor,
            sink: sink,
            limits: RecordingLimits(bytes: 10_000, patience: .milliseconds(250)),
            onLoss: { counts in losses.withLock { $0 = counts.lost } }
        )
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let outcomes = Mutex<[OfferOutcome]>([])
        var waiting = 0
        for number in 0..<10 {
            let outcome = queue.offer(exchange(number), on: loop) { outcome in outcomes.withLock { $0.append(outcome) }
            }
            if outcome == nil { waiting += 1 }
        }
        #expect(waiting > 0)
        // The gate stays closed, so only patience can end the waiting.
        while outcomes.withLock({ $0.count }) < waiting { await Task.yield() }
        #expect(outcomes.withLock { $0 } == Array(repeating: .dropped, count: waiting))
        #expect(queue.counts.dropped == waiting)
        while losses.withLock({ $0 }) < waiting { await Task.yield() }
        gate.open()
        await queue.finish()
        #expect(queue.counts.recorded == 10 - waiting)
    }

    @Test func aWaitingOfferIsTakenWhenRoomComes() async {
        let gate = Gate()
        let queue = RecordingQueue(
            redactor: redactor,
            sink: TestSink(gate: gate),
            limits: RecordingLimits(bytes: 4_000, patience: .seconds(60))
        )
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let outcomes = Mutex<[OfferOutcome]>([])
        var waiting = 0
        for number in 0..<20 {
            let outcome = queue.offer(exchange(number), on: loop) { outcome in outcomes.withLock { $0.append(outcome) }
            }
            if outcome == nil { waiting += 1 }
        }
        #expect(waiting == 19)
        gate.open()
        await queue.finish()
        #expect(outcomes.withLock { $0 } == Array(repeating: .accepted, count: waiting))
        #expect(queue.counts.recorded == 20)
        #expect(queue.counts.dropped == 0)
    }

    @Test func anExchangeLargerThanTheQueueIsKeptWhenAlone() async {
        let queue = RecordingQueue(redactor: redactor, sink: TestSink(), limits: RecordingLimits(bytes: 10))
        #expect(await queue.offer(exchange(1, bytes: 5_000)) == .accepted)
        await queue.finish()
        #expect(queue.counts.recorded == 1)
    }

    @Test func aFailingSinkLosesAndCountsWithoutMakingAnyoneWait() async {
        let sink = TestSink(failing: true)
        let queue = RecordingQueue(redactor: redactor, sink: sink, limits: RecordingLimits(bytes: 6_000))
        #expect(await queue.offer(exchange(0)) == .accepted)
        while queue.counts.failedToStore == 0 { await Task.yield() }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        for number in 1...50 {
            // Room or not, the answer is there at once.
            #expect(queue.offer(exchange(number), on: loop, settled: { _ in }) != nil)
        }
        while queue.counts.dropped + queue.counts.failedToStore < 51 { await Task.yield() }
        #expect(queue.counts.lastError == "the disk is full")
        sink.fail(false)
        #expect(await queue.offer(exchange(51)) == .accepted)
        await queue.finish()
        #expect(queue.counts.recorded == 1)
        #expect(queue.counts.recorded + queue.counts.dropped + queue.counts.failedToStore == queue.counts.offered)
    }

    @Test func nothingIsTakenAfterTheEnd() async {
        let queue = RecordingQueue(redactor: redactor, sink: TestSink())
        await queue.finish()
        #expect(await queue.offer(exchange(1)) == .dropped)
        #expect(queue.counts.dropped == 1)
    }

    /// Whatever the sizes, the limits and the sink's moods: every exchange is counted once, and none is stored twice.
    @Test(arguments: 0..<12) func countsAreExact(seed: Int) async {
        var generator = SeededGenerator(seed: UInt64(seed))
        let sink = TestSink()
        let limits = RecordingLimits(
            bytes: Int.random(in: 1_000...40_000, using: &generator),
            patience: .milliseconds(Int.random(in: 0...3, using: &generator)),
            workers: Int.random(in: 1...4, using: &generator),
            groupCount: Int.random(in: 1...20, using: &generator)
        )
        let queue = RecordingQueue(redactor: redactor, sink: sink, limits: limits)
        let count = 300
        var sizes: [Int] = []
        for _ in 0..<count { sizes.append(Int.random(in: 0...8_000, using: &generator)) }
        let accepted = await withTaskGroup(of: OfferOutcome.self) { group in
            for (number, size) in sizes.enumerated() {
                let item = exchange(number, bytes: size)
                group.addTask {
                    if number % 40 == 0 { sink.fail(number % 80 == 0) }
                    return await queue.offer(item)
                }
            }
            return await group.reduce(0) { $0 + ($1 == .accepted ? 1 : 0) }
        }
        await queue.finish()
        let counts = queue.counts
        #expect(counts.offered == count)
        #expect(counts.recorded + counts.dropped + counts.failedToStore == count)
        #expect(counts.recorded + counts.failedToStore == accepted)
        #expect(sink.records.count == counts.recorded)
        #expect(Set(sink.exchanges.map(\.startedAt)).count == counts.recorded)
    }
}
