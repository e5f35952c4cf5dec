import ExchangeModel
import NIOCore
import Wire

/// The upstream's side of the machine, and how calls end.
extension ProxyMachine {
    /// What went wrong with the upstream's socket, where anything did.
    enum Fault: Hashable {
        case reset
        /// TLS ended without saying so: a cut cannot be told from an end (RFC 8446 §6.1).
        case uncleanTLS
        case other(String)
    }

    /// A connection is there; the request's head goes out.
    mutating func upstreamOpened(_ facts: UpstreamFacts, into actions: inout [Action]) {
        guard var call, call.link == .opening else { return }
        var buffer = ByteBuffer()
        buffer.reserveCapacity(1_024)
        do {
            try HTTPEncoder.writeRequestHead(
                method: call.head.method,
                target: call.head.target,
                headers: ForwardedHead.request(call.head, host: route.hostField),
                into: &buffer
            )
        } catch {
            actions.append(.closeUpstream)
            fail(TransportFailure(.other, "The request was not sent: \(error.reason)."), into: &actions)
            return
        }
        let now = clocks.monotonic()
        call.link = .open
        call.facts = facts
        call.linked = now
        if call.isRequestEnded { call.sent = now }
        upstream = HTTPResponseDecoder()
        upstream.expectResponse(to: call.head.method)
        isUpstreamWritable = true
        self.call = call
        actions.append(.toUpstream(buffer))
        pump(into: &actions)
    }

    /// No connection could be had.
    mutating func upstreamFailed(_ failure: TransportFailure, timings: Timings, into actions: inout [Action]) {
        guard call?.link == .opening else { return }
        call?.facts = UpstreamFacts(timings: timings)
        fail(failure, into: &actions)
    }

    mutating func upstreamWritabilityChanged(_ isWritable: Bool, into actions: inout [Action]) {
        isUpstreamWritable = isWritable
        if isWritable { pump(into: &actions) }
    }

    mutating func upstreamReceived(_ bytes: ByteBuffer, into actions: inout [Action]) {
        guard call?.link == .open else { return }
        let now = clocks.monotonic()
        if call?.firstByte == nil { call?.firstByte = now }
        upstream.append(bytes)
        do {
            while call?.link == .open, let event = try upstream.next() {
                respond(event, into: &actions)
            }
        } catch {
            broken("did not answer in valid HTTP: \(error.reason)", into: &actions)
        }
    }

    /// The upstream closed the connection, or it broke.
    mutating func upstreamEnded(_ fault: Fault?, into actions: inout [Action]) {
        guard var call, call.link == .open else { return }
        if call.firstByte == nil, call.facts?.isReused == true, call.isRepeatable, !call.wasRetried {
            call.wasRetried = true
            call.link = .opening
            call.blocked = clocks.monotonic() - call.opened
            call.facts = nil
            call.linked = nil
            call.sent = nil
            self.call = call
            actions.append(.closeUpstream)
            actions.append(.open(.new))
            return
        }
        if fault == nil {
            do {
                if case .end(let trailers)? = try upstream.finish() {
                    complete(trailers, into: &actions)
                    return
                }
            } catch {
                // What is missing decides the sentence below.
            }
        }
        let place =
            call.responseHead != nil
            ? "before the response's body was whole"
            : call.firstByte != nil ? "inside the response's head" : "before it answered"
        let failure: TransportFailure =
            switch fault {
            case .reset: TransportFailure(.reset, "\(route.name) reset the connection \(place).")
            case .other(let reason):
                TransportFailure(.other, "The connection to \(route.name) failed \(place): \(reason).")
            case .uncleanTLS, nil: TransportFailure(.closedEarly, "\(route.name) closed the connection \(place).")
            }
        fail(failure, into: &actions)
    }

    /// The upstream was silent for `limit` while it was its turn.
    mutating func upstreamTimedOut(after limit: Duration, into actions: inout [Action]) {
        guard let call, call.link == .open else { return }
        let time = "\(limit.components.seconds) s"
        let message =
            if !call.isRequestEnded {
                "\(route.name) stopped taking the request: nothing moved for \(time)."
            } else if call.firstByte == nil {
                "\(route.name) did not answer within \(time)."
            } else {
                "\(route.name) began to answer, then sent nothing for \(time)."
            }
        fail(TransportFailure(.readTimeout, message), into: &actions)
    }

    // MARK: The response

    private mutating func respond(_ event: HTTPEvent, into actions: inout [Action]) {
        switch event {
        case .requestHead: break
        case .responseHead(let head) where head.status == 101:
            broken("switched to another protocol, which nobody had asked for", into: &actions)
        case .responseHead(let head) where head.isInformational: inform(head, into: &actions)
        case .responseHead(let head): answer(with: head, into: &actions)
        case .body(let bytes):
            call?.responseBody.append(bytes)
            guard call?.clientFraming == .chunked else {
                actions.append(.toClient(bytes))
                return
            }
            var chunk = ByteBuffer()
            chunk.reserveCapacity(bytes.readableBytes + 24)
            HTTPEncoder.writeChunk(bytes, into: &chunk)
            actions.append(.toClient(chunk))
        case .end(let trailers):
            // An informational response has an end as well.
            if call?.responseHead != nil { complete(trailers, into: &actions) }
        }
    }

    private mutating func inform(_ head: ResponseHead, into actions: inout [Action]) {
        call?.informationalCount += 1
        guard let call, call.informationalCount <= 32 else {
            broken("sent 1xx answers without end", into: &actions)
            return
        }
        // HTTP/1.0 knows none (RFC 9110 §15.2).
        guard call.head.version != "HTTP/1.0" else { return }
        write(head, ForwardedHead.response(head.headers, keepsTransferEncoding: false, connection: nil), into: &actions)
    }

    private mutating func answer(with head: ResponseHead, into actions: inout [Action]) {
        guard var call else { return }
        let isOldClient = call.head.version == "HTTP/1.0"
        call.clientFraming = head.framing
        if head.framing == .untilClose || (head.framing == .chunked && isOldClient) {
            call.clientFraming = .untilClose
            call.closesClient = true
        }
        // An upstream that will close takes no more of the request; the client had better know.
        if call.isSending, !head.isKeepAlive { call.closesClient = true }
        if case .length(let length) = head.framing {
            call.responseBody.begin(announced: length)
        }
        call.responseHead = head
        let connection = call.closesClient ? "close" : isOldClient ? "keep-alive" : nil
        let keepsCoding = call.clientFraming == .chunked || (head.framing == .none && !isOldClient)
        self.call = call
        write(
            head,
            ForwardedHead.response(head.headers, keepsTransferEncoding: keepsCoding, connection: connection),
            into: &actions
        )
    }

    private mutating func write(_ head: ResponseHead, _ headers: HeaderList, into actions: inout [Action]) {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(1_024)
        do {
            try HTTPEncoder.writeResponseHead(
                status: head.status,
                reason: head.reason,
                headers: headers,
                into: &buffer
            )
            actions.append(.toClient(buffer))
        } catch {
            broken("answered with a head that cannot be passed on: \(error.reason)", into: &actions)
        }
    }

    // MARK: Ends

    /// The answer is whole.
    private mutating func complete(_ trailers: HeaderList, into actions: inout [Action]) {
        guard var call, call.responseHead != nil else { return }
        var last: ByteBuffer?
        if call.clientFraming == .chunked {
            var buffer = ByteBuffer()
            do {
                try HTTPEncoder.writeLastChunk(trailers: trailers, into: &buffer)
                last = buffer
            } catch {
                // Decoded trailers always encode; without the last chunk the client sees a cut body.
                call.closesClient = true
            }
        }
        call.answered = clocks.monotonic()
        call.trailers = trailers
        let goesOn = call.isSending && call.responseHead?.isKeepAlive == true && upstream.isIdle
        self.call = call
        guard goesOn else {
            conclude(sending: last, into: &actions)
            return
        }
        // An upstream may answer before it has read the request; what the client still sends is for it all the same.
        if let last { actions.append(.toClient(last)) }
    }

    /// The call is over, with a whole answer. `last` goes to the client behind the record, so that it can be slowed.
    mutating func conclude(sending last: ByteBuffer? = nil, into actions: inout [Action]) {
        guard var call, let head = call.responseHead else { return }
        if head.isKeepAlive, call.isRequestEnded, head.framing != .untilClose, upstream.isIdle {
            actions.append(.releaseUpstream)
        } else {
            actions.append(.closeUpstream)
        }
        let isCutOff = call.isSending
        let exchange = call.exchange(host: route.hostField, failure: nil, at: clocks.monotonic())
        let closes = call.closesClient || isCutOff
        self.call = nil
        actions.append(.record(exchange))
        if let last { actions.append(.toClient(last)) }
        if clientState == .open, closes {
            clientState = .closing
            actions.append(.closeClient(isCutOff ? .lingering : .whenFlushed))
        }
        pump(into: &actions)
    }

    private mutating func broken(_ what: String, into actions: inout [Action]) {
        fail(TransportFailure(.protocolError, "\(route.name) \(what)."), into: &actions)
    }

    /// The call ends without a whole response: recorded, and shown to the client as well as it still can be.
    mutating func fail(_ failure: TransportFailure, into actions: inout [Action]) {
        guard let failed = call else { return }
        guard failed.answered == nil else {
            // The answer was whole; only the rest of the request has nowhere to go.
            conclude(into: &actions)
            return
        }
        abandon(failure, into: &actions)
        guard clientState == .open else { return }
        if failed.responseHead != nil {
            clientState = .closing
            actions.append(.closeClient(failed.clientFraming == .untilClose ? .reset : .whenFlushed))
            return
        }
        let isCutOff = failed.isSending
        let closes = failed.closesClient || isCutOff
        actions.append(.toClient(GatewayAnswer(failure).encoded(to: failed.head.method, closes: closes)))
        guard closes else {
            pump(into: &actions)
            return
        }
        clientState = .closing
        actions.append(.closeClient(isCutOff ? .lingering : .whenFlushed))
    }

    /// Ends the call with a failure, for the record and the upstream; without one if the answer was whole.
    mutating func abandon(_ failure: TransportFailure, into actions: inout [Action]) {
        guard var call else { return }
        if call.link == .open || call.link == .opening { actions.append(.closeUpstream) }
        let exchange = call.exchange(
            host: route.hostField,
            failure: call.answered == nil ? failure : nil,
            at: clocks.monotonic()
        )
        self.call = nil
        actions.append(.record(exchange))
    }
}
