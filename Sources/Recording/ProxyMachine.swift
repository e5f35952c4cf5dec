import ExchangeModel
import NIOCore
import Wire

/// The protocol of one client connection through the reverse proxy: what each thing that happens means.
///
/// Knows no socket, no clock and no queue. Whoever owns the sockets says what happened and when, and carries the
/// actions out in their order. Bodies pass through piece by piece; nothing but their start is held.
/// One call at a time: pipelined requests wait, undecoded, for their turn.
struct ProxyMachine {
    enum Action {
        /// Get a connection: any idle one, only one used a moment ago, or a new one.
        case open(UpstreamChoice)
        case toUpstream(ByteBuffer)
        /// The connection can take another request.
        case releaseUpstream
        case closeUpstream
        case toClient(ByteBuffer)
        /// Hand the exchange to the queue. While the queue keeps the client waiting, later actions wait too.
        case record(Exchange)
        case closeClient(Closing)
    }

    enum UpstreamChoice: Hashable {
        case anyIdle
        /// The request must not be sent twice, so only a connection that the server has hardly closed meanwhile.
        case freshIdle
        case new
    }

    enum Closing: Hashable {
        /// At once, whatever is still to be written.
        case abort
        case whenFlushed
        /// With a reset, where a plain end would look like the end of the body.
        case reset
        /// The client still sends: let it, for a while, so that a reset does not take the answer from it.
        case lingering
    }

    enum ClientState {
        case open
        /// The client has closed behind a whole answer; what it had sent before still goes on.
        case leaving
        /// No further request is read.
        case closing
        case closed
    }

    let route: ProxyRoute
    let capture: BodyCapture
    let clocks: Clocks
    var client = HTTPRequestDecoder()
    var upstream = HTTPResponseDecoder()
    var call: ProxyCall?
    var clientState = ClientState.open
    var isClientWritable = true
    var isUpstreamWritable = true
    /// Whether bytes of the client wait undecoded.
    private var hasBacklog = false

    init(route: ProxyRoute, capture: BodyCapture, clocks: Clocks) {
        self.route = route
        self.capture = capture
        self.clocks = clocks
    }

    // MARK: What the owner asks

    /// Whether to read on from the client. Bytes that can't be passed on yet are not taken in.
    var wantsClientBytes: Bool { clientState == .closing || clientState == .closed || !hasBacklog }

    /// Whether to read on from the upstream.
    var wantsUpstreamBytes: Bool { isClientWritable }

    /// Whether silence now is the upstream's.
    var awaitsUpstream: Bool {
        guard let call, call.link == .open else { return false }
        return isClientWritable && (call.isRequestEnded || !isUpstreamWritable)
    }

    // MARK: The client's side

    mutating func clientReceived(_ bytes: ByteBuffer, into actions: inout [Action]) {
        guard clientState == .open else { return }
        client.append(bytes)
        hasBacklog = true
        pump(into: &actions)
    }

    /// The client has closed its connection, or the connection is gone.
    ///
    /// Afterwards the owner closes it as well, unless the state is `leaving`: then an action says when.
    mutating func clientEnded(into actions: inout [Action]) {
        guard clientState != .closed else { return }
        if clientState == .open, let call, call.answered != nil, call.isSending, hasBacklog {
            clientState = .leaving
            return
        }
        clientState = .closed
        guard let call else { return }
        let place = call.responseHead != nil ? "before it had read the whole answer" : "before it was answered"
        abandon(TransportFailure(.cancelled, "The client closed the connection \(place)."), into: &actions)
    }

    /// The recording is stopped.
    ///
    /// Also ends a connection that was closing: a client that doesn't read its answer would keep it for ever.
    mutating func stopped(into actions: inout [Action]) {
        guard clientState != .closed else { return }
        clientState = .closing
        if call != nil {
            abandon(
                TransportFailure(.cancelled, "The recording was stopped before the answer was whole."),
                into: &actions
            )
        }
        actions.append(.closeClient(.abort))
    }

    mutating func clientWritabilityChanged(_ isWritable: Bool) {
        isClientWritable = isWritable
    }

    /// Decodes what the client sent as far as it can be passed on.
    mutating func pump(into actions: inout [Action]) {
        do {
            while clientState == .open || clientState == .leaving {
                if call != nil {
                    guard canForward else { return }
                    guard let event = try client.next() else {
                        hasBacklog = false
                        if clientState == .leaving { leave(into: &actions) }
                        return
                    }
                    forward(event, into: &actions)
                } else if clientState == .leaving {
                    leave(into: &actions)
                } else {
                    guard let event = try client.next() else {
                        hasBacklog = false
                        return
                    }
                    if case .requestHead(let head) = event { begin(head, into: &actions) }
                }
            }
        } catch {
            refuse(error, into: &actions)
        }
    }

    /// Whether the next part of the request may go to the upstream now.
    private var canForward: Bool {
        guard let call else { return false }
        return !call.isRequestEnded && call.link == .open && (isUpstreamWritable || !call.hasBody)
    }

    /// Nothing is left that a client which has closed its connection had sent.
    private mutating func leave(into actions: inout [Action]) {
        clientEnded(into: &actions)
        actions.append(.closeClient(.abort))
    }

    private mutating func begin(_ head: RequestHead, into actions: inout [Action]) {
        guard head.method != "CONNECT", let destination = route.destination(of: head.target) else {
            answer(
                GatewayAnswer(
                    head.method == "CONNECT" ? 501 : 400,
                    "This address stands in for \(String(decoding: route.originBytes, as: UTF8.self)). Use it as the "
                        + "API's base URL, not as an HTTP proxy."
                ),
                method: head.method,
                into: &actions
            )
            return
        }
        var head = head
        head.target = destination.target
        let opened = clocks.monotonic()
        let started = ProxyCall(
            head: head,
            url: destination.url,
            startedAt: clocks.now(),
            monotonicStart: clocks.moment(at: opened),
            opened: opened,
            capture: capture
        )
        let isSafe = head.method == "GET" || head.method == "HEAD" || started.isRepeatable
        call = started
        actions.append(.open(isSafe && !started.hasBody ? .anyIdle : .freshIdle))
    }

    private mutating func forward(_ event: HTTPEvent, into actions: inout [Action]) {
        switch event {
        case .requestHead, .responseHead: break
        case .body(let bytes):
            call?.requestBody.append(bytes)
            guard call?.head.framing == .chunked else {
                actions.append(.toUpstream(bytes))
                return
            }
            var chunk = ByteBuffer()
            chunk.reserveCapacity(bytes.readableBytes + 24)
            HTTPEncoder.writeChunk(bytes, into: &chunk)
            actions.append(.toUpstream(chunk))
        case .end(let trailers):
            if call?.head.framing == .chunked {
                var last = ByteBuffer()
                do {
                    try HTTPEncoder.writeLastChunk(trailers: trailers, into: &last)
                    actions.append(.toUpstream(last))
                } catch {
                    refuse(error, into: &actions)
                    return
                }
            }
            let now = clocks.monotonic()
            call?.isRequestEnded = true
            call?.sent = now
            // Pipelined bytes wait; otherwise reading goes on, if only to learn that the client has left.
            hasBacklog = !client.isIdle
            if call?.answered != nil { conclude(into: &actions) }
        }
    }

    /// The client's bytes are no request.
    private mutating func refuse(_ error: HTTPSyntaxError, into actions: inout [Action]) {
        guard call != nil else {
            answer(
                GatewayAnswer(error.responseStatus, "The request is not valid HTTP: \(error.reason)."),
                method: "",
                into: &actions
            )
            return
        }
        let isAnswered = call?.responseHead != nil
        abandon(
            TransportFailure(.protocolError, "The client's request body is not valid HTTP: \(error.reason)."),
            into: &actions
        )
        if isAnswered {
            clientState = .closing
            actions.append(.closeClient(.reset))
        } else {
            answer(
                GatewayAnswer(error.responseStatus, "The request's body is not valid HTTP: \(error.reason)."),
                method: "",
                into: &actions
            )
        }
    }

    /// Answers in the upstream's stead and closes.
    private mutating func answer(_ answer: GatewayAnswer, method: String, into actions: inout [Action]) {
        clientState = .closing
        actions.append(.toClient(answer.encoded(to: method, closes: true)))
        actions.append(.closeClient(.lingering))
    }
}
