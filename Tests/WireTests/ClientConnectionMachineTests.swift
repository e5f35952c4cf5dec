import ExchangeModel
import NIOCore
import Testing

@testable import Wire

@Suite struct ClientConnectionMachineTests {
    private typealias Action = ClientConnectionMachine.Action
    private let start = ContinuousClock.now
    private let ok = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    private func asked(method: String = "GET") -> ClientConnectionMachine {
        var machine = ClientConnectionMachine(peer: "a:80")
        _ = machine.begin(method: method, at: at(0))
        machine.requestSent(at: at(3))
        return machine
    }

    private func failure(_ actions: [Action]) -> (TransportFailure.Kind, isStale: Bool)? {
        if case .failed(let failure, let isStale)? = actions.last { return (failure.kind, isStale) }
        return nil
    }

    @Test func timesSendWaitAndReceive() {
        var machine = asked()
        #expect({ machine.received(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-"), at: at(10)) }().isEmpty)
        let actions = machine.received(ByteBuffer(string: "Length: 2\r\n\r\nok"), at: at(25))
        #expect(actions.count == 3)
        #expect(actions.last == .finished(trailers: HeaderList(), isReusable: true))
        #expect(machine.timings.send == .milliseconds(3))
        #expect(machine.timings.wait == .milliseconds(7))
        #expect(machine.timings.receive == .milliseconds(15))
        #expect(machine.isIdle)
    }

    @Test func takesOneCallAtATime() {
        var machine = asked()
        let second = machine.begin(method: "GET", at: at(4))
        #expect(!second)
        _ = machine.received(ok, at: at(5))
        let third = machine.begin(method: "GET", at: at(6))
        #expect(third)
    }

    @Test func anAnswerBeforeTheRequestsEndIsTakenButEndsTheConnection() {
        var machine = ClientConnectionMachine(peer: "a:80")
        _ = machine.begin(method: "POST", at: at(0))
        let actions = machine.received(ok, at: at(9))
        #expect(actions.last == .finished(trailers: HeaderList(), isReusable: false))
        #expect(machine.timings.send == .milliseconds(9))
        #expect(!machine.isIdle)
    }

    @Test func bytesOnAnIdleConnectionCloseIt() {
        var machine = asked()
        _ = machine.received(ok, at: at(5))
        let closing = machine.received(ByteBuffer(string: "HTTP/1.1 408 x\r\n\r\n"), at: at(6))
        #expect(closing == [.close])
        let isTaken = machine.begin(method: "GET", at: at(7))
        #expect(!isTaken)
    }

    @Test func onlyAReusedConnectionIsStale() {
        var fresh = asked()
        let first = failure(fresh.ended(at: at(9)))
        #expect(first?.0 == .closedEarly)
        #expect(first?.isStale == false)

        var reused = asked()
        _ = reused.received(ok, at: at(5))
        _ = reused.begin(method: "GET", at: at(6))
        reused.failed(by: .reset)
        let second = failure(reused.ended(at: at(9)))
        #expect(second?.0 == .reset)
        #expect(second?.isStale == true)
    }

    @Test func aByteOfResponseMakesItNotStale() {
        var machine = asked()
        _ = machine.received(ok, at: at(5))
        _ = machine.begin(method: "GET", at: at(6))
        machine.requestSent(at: at(7))
        _ = machine.received(ByteBuffer(string: "H"), at: at(8))
        let ended = machine.ended(at: at(9))
        #expect(failure(ended)?.isStale == false)
    }

    @Test func aTimeoutIsNeverStale() {
        var machine = asked()
        _ = machine.received(ok, at: at(5))
        _ = machine.begin(method: "GET", at: at(6))
        let result = failure(machine.timedOut(after: .seconds(1), at: at(1_006)))
        #expect(result?.0 == .readTimeout)
        #expect(result?.isStale == false)
    }

    @Test func failedWritesAreTold() {
        var machine = ClientConnectionMachine(peer: "a:80")
        _ = machine.begin(method: "POST", at: at(0))
        machine.failed(by: .sending("broken pipe"))
        let ended = machine.ended(at: at(4))
        #expect(failure(ended)?.0 == .send)
        #expect(machine.timings.send == .milliseconds(4))
    }

    @Test(arguments: [
        (ClientConnectionMachine.Fault?.none, TransportFailure.Kind?.none), (.uncleanTLS, .closedEarly),
        (.reset, .reset),
    ])
    func anEndByClosingCountsOnlyWhenItWasClean(
        _ fault: ClientConnectionMachine.Fault?,
        _ kind: TransportFailure.Kind?
    ) {
        var machine = asked()
        _ = machine.received(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nbody"), at: at(5))
        if let fault { machine.failed(by: fault) }
        let actions = machine.ended(at: at(9))
        #expect(failure(actions)?.0 == kind)
        if kind == nil { #expect(actions == [.finished(trailers: HeaderList(), isReusable: false)]) }
    }

    @Test func interimResponsesHaveAnEnd() {
        var machine = asked()
        let many = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 40)
        let flooded = machine.received(ByteBuffer(string: many), at: at(5))
        #expect(failure(flooded)?.0 == .protocolError)
        #expect({ machine.received(ok, at: at(6)) }().isEmpty)
        #expect({ machine.ended(at: at(7)) }().isEmpty)
    }

    @Test func cancellingFailsTheCallOnce() {
        var machine = asked()
        let cancelled = machine.cancelled(at: at(5))
        #expect(failure(cancelled)?.0 == .cancelled)
        #expect(machine.timings.wait == .milliseconds(2))
        let closing = machine.cancelled(at: at(6))
        #expect(closing == [.close])
    }
}
