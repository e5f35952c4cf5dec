import Dispatch
package import ExchangeModel
package import NIOCore
import NIOPosix
package import Redaction
import Synchronization

/// Stands between the event loops, which must never wait, and the sink, which must reach the disk.
///
/// Offers cost a lock and no more. Workers redact off the loops, one writer appends in groups, in the order in which
/// exchanges were accepted. A full queue makes the offering client wait for `patience`, then drops; a sink that fails
/// drops at once. Nothing raw outlives its redaction.
package final class RecordingQueue: Sendable {
    private struct Waiter {
        var ticket: Int
        var item: PendingExchange
        var settled: @Sendable (OfferOutcome) -> Void
        var timer: Scheduled<Void>?
    }

    private struct State {
        var counts = RecordingCounts()
        /// Accepted, not yet taken by a worker.
        var pending = CircularBuffer<PendingExchange>()
        /// Offers that found no room, the oldest first.
        var waiting = CircularBuffer<Waiter>()
        /// Redacted, by order of acceptance; the writer takes them without gaps.
        var redacted: [Int: RedactedItem] = [:]
        var bytes = 0
        var nextOrder = 0
        var nextToWrite = 0
        var nextTicket = 0
        var activeWorkers = 0
        var isWriting = false
        /// Whether the last append failed: waiting for such a sink would only slow the client.
        var isFailing = false
        var isFinished = false
        var finishers: [CheckedContinuation<Void, Never>] = []

        var isDrained: Bool { nextToWrite == nextOrder && !isWriting && waiting.isEmpty }
    }

    private struct PendingExchange {
        var order = 0
        var exchange: Exchange
        var label: String?
        var cost: Int
    }

    private struct RedactedItem {
        var record: RecordedExchange
        var cost: Int
    }

    private let redactor: Redactor
    private let sink: any ExchangeSink
    private let limits: RecordingLimits
    private let onStored: (@Sendable (Int, RedactedExchange) -> Void)?
    private let onLoss: (@Sendable (RecordingCounts) -> Void)?
    private let state = Mutex(State())
    private let workers = DispatchQueue(label: "reprise.redact", attributes: .concurrent)
    private let writer = DispatchQueue(label: "reprise.store")

    /// - Parameters:
    ///   - onStored: called for every stored exchange, in the order of its number, on the writer's thread.
    ///   - onLoss: called after exchanges were lost, on any thread, event loops included; must not block.
    package init(
        redactor: Redactor,
        sink: any ExchangeSink,
        limits: RecordingLimits = RecordingLimits(),
        onStored: (@Sendable (Int, RedactedExchange) -> Void)? = nil,
        onLoss: (@Sendable (RecordingCounts) -> Void)? = nil
    ) {
        self.redactor = redactor
        self.sink = sink
        self.limits = limits
        self.onStored = onStored
        self.onLoss = onLoss
    }

    /// What became of the exchanges so far.
    package var counts: RecordingCounts { state.withLock { $0.counts } }

    /// How many exchanges are redacted and wait for the writer.
    var redactedCount: Int { state.withLock { $0.redacted.count } }

    /// How many offers wait for room now.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Hands over a finished exchange without ever blocking.
    ///
    /// - Parameters:
    ///   - loop: watches the time an offer may wait.
    ///   - settled: called once with the decision, on any thread, if there is none yet.
    /// - Returns: the decision; nil if the queue is full and the client should be kept waiting until `settled`.
    package func offer(
        _ exchange: Exchange,
        label: String? = nil,
        on loop: any EventLoop,
        settled: @escaping @Sendable (OfferOutcome) -> Void
    ) -> OfferOutcome? {
        let item = PendingExchange(exchange: exchange, label: label, cost: exchange.footprint)
        let (outcome, ticket, starts) = state.withLock { state -> (OfferOutcome?, Int, Bool) in
            state.counts.offered += 1
            if state.isFinished {
                state.counts.dropped += 1
                return (.dropped, 0, false)
            }
            if state.waiting.isEmpty, hasRoom(for: item.cost, state) {
                return (.accepted, 0, accept(item, &state))
            }
            if state.isFailing || limits.patience <= .zero {
                state.counts.dropped += 1
                return (.dropped, 0, false)
            }
            state.nextTicket += 1
            state.waiting.append(Waiter(ticket: state.nextTicket, item: item, settled: settled))
            return (nil, state.nextTicket, false)
        }
        if starts { startWorker() }
        if outcome == .dropped { reportLoss() }
        if outcome == nil { watch(ticket, on: loop) }
        return outcome
    }

    /// Hands over a finished exchange, waiting for room as long as `patience` allows.
    package func offer(_ exchange: Exchange, label: String? = nil) async -> OfferOutcome {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return await withCheckedContinuation { continuation in
            let outcome = offer(exchange, label: label, on: loop) { continuation.resume(returning: $0) }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// Takes no further offers and returns once everything accepted is stored or counted as failed.
    package func finish() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isDrained = state.withLock { state in
                state.isFinished = true
                if state.isDrained { return true }
                state.finishers.append(continuation)
                return false
            }
            if isDrained { continuation.resume() }
        }
    }

    // MARK: Room

    /// An empty queue has room for anything, else an exchange larger than the limit could never be kept.
    private func hasRoom(for cost: Int, _ state: borrowing State) -> Bool {
        state.bytes == 0 || state.bytes + cost <= limits.bytes
    }

    /// - Returns: whether a worker must be started.
    private func accept(_ item: PendingExchange, _ state: inout State) -> Bool {
        var item = item
        item.order = state.nextOrder
        state.nextOrder += 1
        state.bytes += item.cost
        state.pending.append(item)
        guard state.activeWorkers < max(1, limits.workers) else { return false }
        state.activeWorkers += 1
        return true
    }

    private func watch(_ ticket: Int, on loop: any EventLoop) {
        let timer = loop.scheduleTask(in: TimeAmount(limits.patience)) { self.expire(ticket) }
        let isWaiting = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return false }
            state.waiting[index].timer = timer
            return true
        }
        if !isWaiting { timer.cancel() }
    }

    private func expire(_ ticket: Int) {
        let (waiter, finishers) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return (nil, []) }
            state.counts.dropped += 1
            let waiter = state.waiting.remove(at: index)
            return (waiter, takeFinishers(&state))
        }
        guard let waiter else { return }
        waiter.settled(.dropped)
        reportLoss()
        for finisher in finishers { finisher.resume() }
    }

    private func takeFinishers(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard state.isDrained else { return [] }
        defer { state.finishers = [] }
        return state.finishers
    }

    // MARK: Redacting

    private func startWorker() {
        workers.async { self.work() }
    }

    private func work() {
        while let item = nextPending() {
            let record = RecordedExchange(exchange: redactor.redact(item.exchange), label: item.label)
            let starts = state.withLock { state in
                state.redacted[item.order] = RedactedItem(record: record, cost: item.cost)
                guard !state.isWriting, state.redacted[state.nextToWrite] != nil else { return false }
                state.isWriting = true
                return true
            }
            if starts { writer.async { self.write() } }
        }
    }

    private func nextPending() -> PendingExchange? {
        state.withLock { state in
            guard let item = state.pending.popFirst() else {
                state.activeWorkers -= 1
                return nil
            }
            return item
        }
    }

    // MARK: Storing

    private func write() {
        while true {
            let (group, cost) = nextGroup()
            guard !group.isEmpty else { return }
            let result = Result { try sink.append(group) }
            settle(group, result, cost: cost)
        }
    }

    /// The redacted exchanges whose turn it is; empty if there are none, and then this writer is over.
    private func nextGroup() -> ([RecordedExchange], cost: Int) {
        let (group, cost, finishers) = state.withLock { state in
            var group: [RecordedExchange] = []
            var cost = 0
            while group.count < max(1, limits.groupCount),
                let item = state.redacted.removeValue(forKey: state.nextToWrite)
            {
                group.append(item.record)
                cost += item.cost
                state.nextToWrite += 1
            }
            if group.isEmpty { state.isWriting = false }
            return (group, cost, takeFinishers(&state))
        }
        for finisher in finishers { finisher.resume() }
        return (group, cost)
    }

    private func settle(_ group: [RecordedExchange], _ result: Result<[Int], any Error>, cost: Int) {
        let numbers = (try? result.get()) ?? []
        let stored = min(numbers.count, group.count)
        // Before the counts, so that whoever sees a count has seen its lines.
        if let onStored {
            for (number, record) in zip(numbers, group) { onStored(number, record.exchange) }
        }
        let (woken, starts) = state.withLock { state -> ([(Waiter, OfferOutcome)], Int) in
            state.counts.recorded += stored
            state.counts.failedToStore += group.count - stored
            state.bytes -= cost
            switch result {
            case .success where stored == group.count: state.isFailing = false
            case .success:
                state.isFailing = true
                state.counts.lastError = "The store kept \(stored) of \(group.count) exchanges."
            case .failure(let error):
                state.isFailing = true
                state.counts.lastError = "\(error)"
            }
            var woken: [(Waiter, OfferOutcome)] = []
            var starts = 0
            while let first = state.waiting.first {
                if hasRoom(for: first.item.cost, state) {
                    if accept(first.item, &state) { starts += 1 }
                    woken.append((first, .accepted))
                } else if state.isFailing {
                    state.counts.dropped += 1
                    woken.append((first, .dropped))
                } else {
                    break
                }
                state.waiting.removeFirst()
            }
            return (woken, starts)
        }
        for _ in 0..<starts { startWorker() }
        for (waiter, outcome) in woken {
            waiter.timer?.cancel()
            waiter.settled(outcome)
        }
        if stored < group.count || woken.contains(where: { $0.1 == .dropped }) { reportLoss() }
    }

    private func reportLoss() {
        onLoss?(counts)
    }
}
