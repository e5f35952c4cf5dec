import ExchangeModel
package import NIOCore

/// Decodes the responses on one connection (RFC 9112).
///
/// Say with `expectResponse(to:)` what was asked, once a request and in order; then append what the socket gave and
/// call `next()` until it returns nil. After a thrown fault every further call throws the same.
///
/// As strict as for requests wherever a message's length is in doubt. Equal `Content-Length` values count as one;
/// control characters other than NUL, CR and LF stay in values.
package struct HTTPResponseDecoder: Sendable {
    private enum State: Sendable {
        case start
        case fields(ResponseHead, HTTPFieldReader)
        case body(HTTPBodyReader, head: ResponseHead)
        case tunnel
        /// The last response said that no other follows.
        case over
        case failed(HTTPSyntaxError)
    }

    private let limits: HTTPLimits
    private var input = HTTPInput()
    private var state = State.start
    /// Methods asked and not yet answered, the oldest at `answered`.
    private var methods: [String] = []
    private var answered = 0

    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
    }

    /// Whether every request was answered and no byte is left over.
    package var isIdle: Bool {
        if case .start = state { return input.count == 0 && answered == methods.count }
        return false
    }

    /// Whether a 2xx to CONNECT, or a 101, ended HTTP here; what follows is `takeUnparsed()`'s.
    package var isTunnel: Bool {
        if case .tunnel = state { return true }
        return false
    }

    /// Says that a request with this method was sent: the method decides the framing of its response.
    package mutating func expectResponse(to method: String) {
        if answered == methods.count {
            methods.removeAll(keepingCapacity: true)
            answered = 0
        }
        methods.append(method)
    }

    package mutating func append(_ bytes: ByteBuffer) {
        input.append(bytes)
    }

    /// The next event; nil if more input is needed, or the connection carries no more HTTP.
    package mutating func next() throws(HTTPSyntaxError) -> HTTPEvent? {
        do {
            return try advance()
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// To be called once the peer has closed its side and `next()` returned nil.
    ///
    /// - Returns: the end of a body that lasts until the connection closes, else nil.
    /// - Throws: a `truncated` fault if a response was begun, or was still owed.
    package mutating func finish() throws(HTTPSyntaxError) -> HTTPEvent? {
        switch state {
        case .tunnel, .over: return nil
        case .failed(let error): throw error
        case .start where input.count == 0 && answered == methods.count: return nil
        case .start where input.count == 0:
            throw HTTPSyntaxError(.truncated, "the connection ended before a response")
        case .start, .fields: throw HTTPSyntaxError(.truncated, "the connection ended inside a response's head")
        case .body(let reader, let head):
            do {
                let event = try reader.finish()
                answer(head)
                state = .over
                return event
            } catch {
                state = .failed(error)
                throw error
            }
        }
    }

    /// Takes the bytes behind the last response.
    package mutating func takeUnparsed() -> ByteBuffer {
        input.run(upTo: .max) ?? ByteBuffer()
    }

    private mutating func advance() throws(HTTPSyntaxError) -> HTTPEvent? {
        while true {
            switch state {
            case .failed(let error): throw error
            case .tunnel: return nil
            case .over:
                guard input.count == 0 else {
                    throw HTTPSyntaxError(.unexpected, "bytes follow a response that was to be the last")
                }
                return nil
            case .start:
                guard input.count > 0 else { return nil }
                guard answered < methods.count else {
                    throw HTTPSyntaxError(.unexpected, "a response came that nothing had asked for")
                }
                let limit = limits.headBytes
                let excess = HTTPSyntaxError(.tooLarge, "the status line is longer than \(limit) bytes")
                let before = input.count
                let line = try input.line(limit: limit, excess: excess, kind: .startLine) { Self.parse($0) }
                guard let head = line else { return nil }
                let used = before - input.count
                state = .fields(head, HTTPFieldReader(.head, limits: limits, used: used, refusesControls: false))
            case .fields(var head, var reader):
                // Let go of the stored copy, so that the list grows in place; a fault overwrites the state.
                state = .start
                let isWhole = try reader.read(&input)
                guard isWhole else {
                    state = .fields(head, reader)
                    return nil
                }
                head.headers = reader.list
                try frame(&head)
                state = .body(
                    HTTPBodyReader(head.framing, limits: limits, refusesControls: false),
                    head: head
                )
                return .responseHead(head)
            case .body(var reader, let head):
                state = .start
                let event = try reader.next(&input)
                state = .body(reader, head: head)
                if case .end? = event {
                    answer(head)
                    state = head.framing == .tunnel ? .tunnel : head.isKeepAlive ? .start : .over
                }
                return event
            }
        }
    }

    private mutating func answer(_ head: ResponseHead) {
        if !head.isInformational { answered += 1 }
    }

    /// RFC 9112 §6.3, in its order.
    private func frame(_ head: inout ResponseHead) throws(HTTPSyntaxError) {
        let facts = try HTTPFramingFacts(head.headers, version: head.version)
        let method = answered < methods.count ? methods[answered] : ""
        head.isKeepAlive = facts.isKeepAlive(version: head.version)
        switch head.status {
        case 101: head.framing = .tunnel
        case 200..<300 where method == "CONNECT": head.framing = .tunnel
        case 100..<200:
            // The connection's life is the final response's to say.
            head.framing = .none
            head.isKeepAlive = true
        case 204:
            head.framing = .none
            // These have no body; a sender that announces one may send it, and it must not become the next response.
            if facts.isChunked || (facts.contentLength ?? 0) > 0 { head.isKeepAlive = false }
        case _ where method == "HEAD" || head.status == 304: head.framing = .none
        default:
            if facts.isChunked {
                head.framing = .chunked
            } else if let length = facts.contentLength {
                head.framing = .length(length)
            } else {
                head.framing = .untilClose
                head.isKeepAlive = false
            }
        }
    }

    /// The status line `version SP code [SP reason]`.
    private static func parse(_ line: UnsafeRawBufferPointer) -> Result<ResponseHead, HTTPSyntaxError> {
        guard line.count >= 8, line.starts(with: "HTTP/".utf8), line[6] == 0x2E, isDigit(line[5]), isDigit(line[7])
        else { return .failure(HTTPSyntaxError(.startLine, "the answer does not begin with an HTTP version")) }
        guard line[5] == 0x31 else {
            return .failure(HTTPSyntaxError(.version, "the response's version is not HTTP/1.x"))
        }
        guard line.count >= 12, line[8] == 0x20, line[9...11].allSatisfy(isDigit), line[9] != 0x30,
            line.count == 12 || line[12] == 0x20
        else { return .failure(HTTPSyntaxError(.startLine, "the status line has no three-digit status code")) }
        let reason = line.count > 13 ? Array(line[13...]) : []
        guard !reason.contains(where: { $0 == 0 || $0 == 0x0D }) else {
            return .failure(HTTPSyntaxError(.startLine, "the reason phrase holds a NUL or a carriage return"))
        }
        let status = line[9...11].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        let version = String(decoding: line[..<8], as: UTF8.self)
        return .success(ResponseHead(status: status, reason: reason, version: version))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
