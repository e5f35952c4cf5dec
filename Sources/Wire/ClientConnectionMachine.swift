import ExchangeModel
import NIOCore

/// The protocol of one client connection: what each thing that happens on it means.
///
/// Knows no socket and no clock. Whoever owns the socket says what happened and when, and carries the actions out.
struct ClientConnectionMachine: Sendable {
    /// What the owner must do.
    enum Action: Sendable, Hashable {
        /// The final response's head.
        case head(ResponseHead)
        case body(ByteBuffer)
        /// The exchange is complete. If not reusable, the connection is to be closed.
        case finished(trailers: HeaderList, isReusable: Bool)
        /// The exchange ends here; the connection is to be closed. Without a byte of response on a connection that
        /// had worked before, the server had probably closed it while idle: `isStale`.
        case failed(TransportFailure, isStale: Bool)
        /// Nothing is under way; the connection is to be closed.
        case close
    }

    /// What went wrong with the socket, told before `ended`.
    enum Fault: Sendable, Hashable {
        case reset
        /// Writing failed.
        case sending(String)
        /// TLS ended without saying so, so that a cut cannot be told from an end (RFC 8446 §6.1).
        case uncleanTLS
        case other(String)
    }

    private struct Progress: Sendable {
        var began: ContinuousClock.Instant
        /// Whether the request said that the connection carries no other after it.
        var isLast = false
        var sent: ContinuousClock.Instant?
        var firstByte: ContinuousClock.Instant?
        var head: ResponseHead?
        var interimResponses = 0
    }

    private enum State: Sendable {
        case idle
        case exchanging(Progress)
        case closed
    }

    /// The server, for sentences.
    private let peer: String
    private var state = State.idle
    private var decoder: HTTPResponseDecoder
    private var exchanges = 0
    private var fault: Fault?
    /// The phases of the current or last exchange that happened on this connection: send, wait, receive.
    private(set) var timings = Timings()

    init(peer: String, limits: HTTPLimits = HTTPLimits()) {
        self.peer = peer
        decoder = HTTPResponseDecoder(limits: limits)
    }

    var isIdle: Bool {
        if case .idle = state { return true }
        return false
    }

    /// Whether a request is still to be written on.
    var isExchanging: Bool {
        if case .exchanging = state { return true }
        return false
    }

    /// A request is about to be written; false if the connection cannot take one.
    ///
    /// - Parameter isLast: whether it says `Connection: close`, after which nothing more may be sent (RFC 9112 §9.6).
    mutating func begin(method: String, isLast: Bool = false, at now: ContinuousClock.Instant) -> Bool {
        guard case .idle = state else { return false }
        decoder.expectResponse(to: method)
        exchanges += 1
        timings = Timings()
        state = .exchanging(Progress(began: now, isLast: isLast))
        return true
    }

    /// The request's last byte was handed to the system.
    mutating func requestSent(at now: ContinuousClock.Instant) {
        guard case .exchanging(var progress) = state, progress.sent == nil else { return }
        progress.sent = now
        timings.send = now - progress.began
        state = .exchanging(progress)
    }

    mutating func received(_ bytes: ByteBuffer, at now: ContinuousClock.Instant) -> [Action] {
        switch state {
        case .closed: return []
        case .idle:
            // A 408 on an idle connection, or bytes behind a response: either way nobody's answer.
            state = .closed
            return [.close]
        case .exchanging(var progress):
            if progress.firstByte == nil {
                progress.firstByte = now
                timings.wait = now - (progress.sent ?? now)
                if progress.sent == nil { timings.send = now - progress.began }
            }
            state = .exchanging(progress)
            decoder.append(bytes)
            return drain(at: now)
        }
    }

    /// Something went wrong with the socket; `ended` follows.
    mutating func failed(by fault: Fault) {
        if self.fault == nil { self.fault = fault }
    }

    /// The server closed the connection, or it broke.
    mutating func ended(at now: ContinuousClock.Instant) -> [Action] {
        guard case .exchanging(let progress) = state else {
            state = .closed
            return []
        }
        // With a fault, an end by closing cannot be told from a cut.
        if fault == nil, case .end(let trailers)? = try? decoder.finish() {
            return finish(progress, trailers: trailers, isReusable: false, at: now)
        }
        let place =
            progress.head != nil
            ? "before the response's body was whole"
            : progress.firstByte != nil ? "inside the response's head" : "before it answered"
        switch fault {
        case .reset: return fail(.reset, "\(peer) reset the connection \(place).", at: now)
        case .sending(let reason):
            let kind: TransportFailure.Kind = progress.sent == nil ? .send : .reset
            return fail(kind, "\(peer) broke the connection while the request was sent: \(reason).", at: now)
        case .other(let reason): return fail(.other, "The connection to \(peer) failed \(place): \(reason).", at: now)
        case .uncleanTLS where progress.head?.framing == .untilClose:
            return fail(
                .closedEarly,
                "\(peer) closed the connection without ending TLS, so the body may be cut.",
                at: now
            )
        case .uncleanTLS, nil: return fail(.closedEarly, "\(peer) closed the connection \(place).", at: now)
        }
    }

    /// Nothing moved for `limit`.
    mutating func timedOut(after limit: Duration, at now: ContinuousClock.Instant) -> [Action] {
        guard case .exchanging(let progress) = state else {
            state = .closed
            return [.close]
        }
        let seconds = FailureSentences.seconds(limit)
        if progress.sent == nil, progress.firstByte == nil {
            return fail(.readTimeout, "\(peer) stopped taking the request: nothing moved for \(seconds).", at: now)
        }
        return progress.firstByte == nil
            ? fail(.readTimeout, "\(peer) did not answer within \(seconds).", at: now)
            : fail(.readTimeout, "\(peer) began to answer, then sent nothing for \(seconds).", at: now)
    }

    /// The caller wants no more.
    mutating func cancelled(at now: ContinuousClock.Instant) -> [Action] {
        guard case .exchanging = state else {
            state = .closed
            return [.close]
        }
        return fail(.cancelled, "The call to \(peer) was stopped before it was answered.", at: now)
    }

    private mutating func drain(at now: ContinuousClock.Instant) -> [Action] {
        var actions: [Action] = []
        do {
            while case .exchanging(var progress) = state, let event = try decoder.next() {
                switch event {
                case .requestHead: break
                case .responseHead(let head):
                    if head.status == 101 {
                        return actions
                            + fail(.protocolError, "\(peer) switched to another protocol, which is not HTTP.", at: now)
                    }
                    if head.isInformational {
                        progress.interimResponses += 1
                        guard progress.interimResponses <= 32 else {
                            return actions
                                + fail(.protocolError, "\(peer) sent 1xx answers without end.", at: now)
                        }
                    } else {
                        progress.head = head
                        actions.append(.head(head))
                    }
                    state = .exchanging(progress)
                case .body(let bytes): actions.append(.body(bytes))
                case .end(let trailers):
                    guard let head = progress.head else { continue }
                    let isReusable = head.isKeepAlive && !progress.isLast && progress.sent != nil && decoder.isIdle
                    actions += finish(progress, trailers: trailers, isReusable: isReusable, at: now)
                }
            }
            return actions
        } catch {
            return actions + fail(.protocolError, "\(peer) did not answer in valid HTTP: \(error.reason).", at: now)
        }
    }

    private mutating func finish(
        _ progress: Progress,
        trailers: HeaderList,
        isReusable: Bool,
        at now: ContinuousClock.Instant
    ) -> [Action] {
        timings.receive = progress.firstByte.map { now - $0 }
        state = isReusable ? .idle : .closed
        return [.finished(trailers: trailers, isReusable: isReusable)]
    }

    private mutating func fail(
        _ kind: TransportFailure.Kind,
        _ message: String,
        at now: ContinuousClock.Instant
    ) -> [Action] {
        guard case .exchanging(let progress) = state else { return [] }
        if let firstByte = progress.firstByte {
            timings.receive = now - firstByte
        } else if let sent = progress.sent {
            timings.wait = now - sent
        } else {
            timings.send = now - progress.began
        }
        state = .closed
        let isBroken = kind == .reset || kind == .closedEarly || kind == .send
        let isStale = exchanges > 1 && progress.firstByte == nil && isBroken
        return [.failed(TransportFailure(kind, message), isStale: isStale)]
    }
}
