import ExchangeModel
import JSONTree
import Testing

@testable import ReplayPlan

@Suite struct RunRecordCodingTests {
    @Test(arguments: 0..<200) func nothingIsLost(seed: UInt64) throws {
        var random = RunSamples(seed: seed)
        let record = random.record()
        let attempts = record.attempts.map { RunRecordCoding.attempt($0) }
        let (read, damaged) = try #require(
            RunRecordCoding.record(head: RunRecordCoding.head(record), attempts: attempts.reversed())
        )
        #expect(damaged == 0)
        #expect(read.id.utf8.elementsEqual(record.id.utf8))
        #expect(read.startedAt == record.startedAt)
        #expect(read.endedAt == record.endedAt)
        #expect(read.title.utf8.elementsEqual(record.title.utf8))
        #expect(read.selection == record.selection)
        #expect(read.about == record.about)
        #expect(read.operation == record.operation)
        #expect(read.options == record.options)
        #expect(read.planned == record.planned)
        #expect(read.stoppedBecause == record.stoppedBecause)
        #expect(read.quota == record.quota)
        #expect(read.digest == record.digest)
        #expect(read.attempts.count == record.attempts.count)
        for (a, b) in zip(read.attempts, record.attempts) {
            #expect(a.index == b.index)
            #expect(a.outcome == b.outcome)
            #expect(a.startedAt == b.startedAt)
            #expect(a.traceID == b.traceID)
            #expect(a.calls.count == b.calls.count)
            for (x, y) in zip(a.calls, b.calls) {
                #expect(x.number == y.number)
                #expect(x.method == y.method)
                #expect(x.url == y.url)
                #expect(x.status == y.status)
                #expect(x.headers == y.headers)
                #expect(x.traceID == y.traceID)
                #expect(x.startedAt == y.startedAt)
                #expect(x.duration == y.duration)
                #expect(x.conditions == y.conditions)
                #expect(x.outcome == y.outcome)
            }
        }
    }

    /// Whoever adds a property to one of these must code it, and count here.
    @Test func everyPropertyIsKnown() throws {
        var random = RunSamples(seed: 1)
        let record = random.record()
        #expect(Mirror(reflecting: record).children.count == 14)
        #expect(Mirror(reflecting: random.attempt(1)).children.count == 5)
        #expect(Mirror(reflecting: random.call()).children.count == 10)
        #expect(Mirror(reflecting: CallConditions()).children.count == 8)
        #expect(Mirror(reflecting: random.signature()).children.count == 4)
        #expect(Mirror(reflecting: QuotaState()).children.count == 3)
    }

    @Test func whatIsNotKnownIsPassedOver() throws {
        var random = RunSamples(seed: 3)
        let record = random.record()
        func extended(_ bytes: [UInt8]) -> [UInt8] { Array("{\"later\":{\"a\":[1]},".utf8) + bytes.dropFirst() }
        let read = RunRecordCoding.record(
            head: extended(RunRecordCoding.head(record)),
            attempts: record.attempts.map { extended(RunRecordCoding.attempt($0)) }
        )
        #expect(read?.record.id == record.id)
        #expect(read?.record.attempts.count == record.attempts.count)
    }

    @Test func damageIsNoRun() throws {
        var random = RunSamples(seed: 4)
        var record = random.record()
        record.attempts = (1...3).map { random.attempt($0) }
        let head = RunRecordCoding.head(record)
        for bytes in [[], Array("null".utf8), Array("{}".utf8), head.dropLast(), Array(head.dropFirst())] {
            #expect(RunRecordCoding.record(head: bytes) == nil)
            #expect(RunRecordCoding.attempt(bytes) == nil)
        }
        let text = String(decoding: head, as: UTF8.self)
        #expect(RunRecordCoding.record(head: Array(text.replacing("\"version\":1", with: "\"version\":2").utf8)) == nil)
        // A digest that is not understood is no digest that is not there.
        let strange = "{\"digest\":{\"flow\":1}," + text.dropFirst()
        #expect(RunRecordCoding.record(head: Array(strange.utf8)) == nil)
        // Attempts that can't be read are counted, the others stay.
        var attempts = record.attempts.map { RunRecordCoding.attempt($0) }
        attempts[1] = Array("{\"version\":1}".utf8)
        let read = RunRecordCoding.record(head: head, attempts: attempts)
        #expect(read?.damaged == 1)
        #expect(read?.record.attempts.map(\.index) == [1, 3])
    }

    /// Whatever the store holds, the answer is a run or nil.
    @Test func mutatedRunsDoNotCrash() {
        var random = RunSamples(seed: 5)
        let record = random.record()
        let samples = [RunRecordCoding.head(record), RunRecordCoding.attempt(random.attempt(1))]
        for _ in 0..<2_000 {
            var bytes = samples[Int(random.next() % 2)]
            for _ in 0...random.next() % 3 {
                let place = Int(random.next() % UInt64(bytes.count))
                if random.next() % 2 == 0 { bytes[place] = UInt8(random.next() % 128) } else { bytes.remove(at: place) }
            }
            _ = RunRecordCoding.record(head: bytes, attempts: [bytes])
        }
    }

    @Test func extremesComeBack() throws {
        var random = RunSamples(seed: 6)
        var call = random.call()
        call.duration = .microseconds(Int64.max)
        call.startedAt = Timestamp(microseconds: .min)
        call.url = [0xFF, 0x00, 0x22]
        call.headers = HeaderList([.init(name: [0xC3], value: [0xE2, 0x82])])
        let attempt = Attempt(index: .max, calls: [call], outcome: .passed, startedAt: call.startedAt, traceID: nil)
        let read = try #require(RunRecordCoding.attempt(RunRecordCoding.attempt(attempt)))
        #expect(read.index == .max)
        #expect(read.calls[0].duration == call.duration)
        #expect(read.calls[0].startedAt == call.startedAt)
        #expect(read.calls[0].url == call.url)
        #expect(read.calls[0].headers == call.headers)
        // Below a microsecond it is cut.
        call.duration = .nanoseconds(1_999)
        let cut = Attempt(index: 1, calls: [call], outcome: .passed, startedAt: call.startedAt, traceID: nil)
        #expect(RunRecordCoding.attempt(RunRecordCoding.attempt(cut))?.calls[0].duration == .microseconds(1))
    }
}

/// Runs with something of everything in them. SplitMix64, so that a failing seed can be looked at again.
private struct RunSamples: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private mutating func maybe<T>(_ value: (inout RunSamples) -> T) -> T? {
        next() % 3 == 0 ? nil : value(&self)
    }

    private mutating func number() -> Int { Int(truncatingIfNeeded: next() >> (next() % 63 + 1)) }

    private mutating func text() -> String {
        let parts = ["a", "\"", "\\", "\u{0}", "\u{1B}[31m", "\n", "é", "e\u{301}", "\u{202E}", "🜁", "\u{FFFD}", "{}"]
        return (0..<Int.random(in: 0...6, using: &self)).map { _ in parts[Int(next() % 12)] }.joined()
    }

    private mutating func bytes() -> [UInt8] {
        if next() % 2 == 0 { return Array(text().utf8) }
        return (0..<Int.random(in: 0...9, using: &self)).map { _ in UInt8(next() % 256) }
    }

    private mutating func moment() -> Timestamp { Timestamp(microseconds: Int64(number())) }
    private mutating func duration() -> Duration { .microseconds(Int64(number() / 1_000)) }

    mutating func signature() -> FailureSignature {
        FailureSignature(
            operation: text(),
            failureClass: FailureSignature.Class.allCases.randomElement(using: &self) ?? .slow,
            status: maybe { $0.number() },
            summary: text()
        )
    }

    private mutating func outcome() -> Outcome {
        switch next() % 6 {
        case 0: .passed
        case 1: .failed(signature())
        case 2: .inconclusive(.quota)
        case 3: .inconclusive(.notSent(text()))
        case 4: .inconclusive(.signInRefused(text()))
        default: .inconclusive(.earlierStepFailed(text()))
        }
    }

    mutating func call() -> Attempt.Call {
        var conditions = CallConditions()
        conditions.isReused = maybe { $0.next() % 2 == 0 }
        conditions.serverAddress = maybe { $0.text() }
        conditions.tokenAge = maybe { $0.duration() }
        conditions.quotaLeft = maybe { $0.number() }
        conditions.concurrency = number()
        conditions.spacing = maybe { $0.duration() }
        conditions.elapsed = duration()
        conditions.isDirect = maybe { $0.next() % 2 == 0 }
        return Attempt.Call(
            number: maybe { $0.number() },
            method: text(),
            url: bytes(),
            status: maybe { $0.number() },
            headers: HeaderList((0..<Int(next() % 5)).map { _ in .init(name: bytes(), value: bytes()) }),
            traceID: TraceID(text()),
            startedAt: moment(),
            duration: duration(),
            conditions: conditions,
            outcome: maybe { $0.outcome() }
        )
    }

    mutating func attempt(_ index: Int) -> Attempt {
        Attempt(
            index: index,
            calls: (0..<Int(next() % 4)).map { _ in call() },
            outcome: outcome(),
            startedAt: moment(),
            traceID: TraceID(text())
        )
    }

    mutating func record() -> RunRecord {
        var record = RunRecord(
            id: text(),
            startedAt: moment(),
            title: text(),
            selection: (0..<Int(next() % 3)).map { _ in text() },
            about: maybe { $0.number() },
            operation: text(),
            planned: maybe { $0.number() }
        )
        for _ in 0..<Int(next() % 4) { record.options[text()] = (0..<Int(next() % 3)).map { _ in text() } }
        record.endedAt = maybe { $0.moment() }
        record.stoppedBecause = maybe { $0.text() }
        record.quota = maybe {
            QuotaState(
                limit: $0.maybe { $0.number() },
                remaining: $0.maybe { $0.number() },
                resetSeconds: $0.maybe { Int64($0.number()) }
            )
        }
        record.digest = maybe { FlowDigest(flow: $0.text(), call: $0.text()) }
        record.attempts = (0..<Int(next() % 5)).map { attempt($0 + 1) }
        return record
    }
}
