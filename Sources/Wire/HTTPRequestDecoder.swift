import ExchangeModel
package import NIOCore

/// Decodes the requests on one connection (RFC 9112), refusing whatever two parsers could read differently.
///
/// Append what the socket gave, then call `next()` until it returns nil. Pipelined requests come out one after
/// the other. After a thrown fault the connection is lost: every further call throws the same.
///
/// Stricter than the RFC asks: a line ends in CR LF only; no folded lines; no doubled `Content-Length`, equal or not;
/// `Content-Length` and `Transfer-Encoding` never together; no coding but `chunked`; no control characters in fields.
package struct HTTPRequestDecoder: Sendable {
    private enum State: Sendable {
        case start(emptyLines: Int)
        case fields(RequestHead, HTTPFieldReader)
        case body(HTTPBodyReader, then: BodyFraming)
        case tunnel
        case failed(HTTPSyntaxError)
    }

    private let limits: HTTPLimits
    private var input = HTTPInput()
    private var state = State.start(emptyLines: 0)

    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
    }

    /// Whether the decoder stands between messages with nothing unread: where a connection may end or be closed.
    package var isIdle: Bool {
        if case .start = state { return input.count == 0 }
        return false
    }

    /// Whether a CONNECT request ended HTTP here; what follows is `takeUnparsed()`'s.
    package var isTunnel: Bool {
        if case .tunnel = state { return true }
        return false
    }

    package mutating func append(_ bytes: ByteBuffer) {
        input.append(bytes)
    }

    /// The next event; nil if more input is needed, or the connection became a tunnel.
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
    /// - Returns: always nil for requests, which never end with the connection.
    /// - Throws: a `truncated` fault if it closed inside a request.
    package mutating func finish() throws(HTTPSyntaxError) -> HTTPEvent? {
        switch state {
        case .start where input.count == 0, .tunnel: return nil
        case .failed(let error): throw error
        case .start, .fields: throw HTTPSyntaxError(.truncated, "the connection ended inside a request's head")
        case .body(let reader, _):
            _ = try reader.finish()
            return nil
        }
    }

    /// Takes the bytes behind a CONNECT request, or whatever else was not decoded.
    package mutating func takeUnparsed() -> ByteBuffer {
        input.run(upTo: .max) ?? ByteBuffer()
    }

    private mutating func advance() throws(HTTPSyntaxError) -> HTTPEvent? {
        while true {
            switch state {
            case .failed(let error): throw error
            case .tunnel: return nil
            case .start(let emptyLines):
                let limit = limits.headBytes
                let excess = HTTPSyntaxError(.tooLarge, "the request line is longer than \(limit) bytes")
                let before = input.count
                let line = try input.line(limit: limit, excess: excess, kind: .startLine) { Self.parse($0) }
                guard let line else { return nil }
                guard let head = line else {
                    // Old clients send an empty line after a body (RFC 9112 §2.2).
                    guard emptyLines < 4 else {
                        throw HTTPSyntaxError(.startLine, "too many empty lines before a request")
                    }
                    state = .start(emptyLines: emptyLines + 1)
                    continue
                }
                let used = before - input.count
                state = .fields(head, HTTPFieldReader(.head, limits: limits, used: used, refusesControls: true))
            case .fields(var head, var reader):
                // Let go of the stored copy, so that the list grows in place; a fault overwrites the state.
                state = .start(emptyLines: 0)
                let isWhole = try reader.read(&input)
                guard isWhole else {
                    state = .fields(head, reader)
                    return nil
                }
                head.headers = reader.list
                try frame(&head)
                state = .body(
                    HTTPBodyReader(head.framing, limits: limits, refusesControls: true),
                    then: head.framing
                )
                return .requestHead(head)
            case .body(var reader, let framing):
                state = .start(emptyLines: 0)
                let event = try reader.next(&input)
                state = .body(reader, then: framing)
                if case .end? = event { state = framing == .tunnel ? .tunnel : .start(emptyLines: 0) }
                return event
            }
        }
    }

    private func frame(_ head: inout RequestHead) throws(HTTPSyntaxError) {
        let facts = try HTTPFramingFacts(head.headers, version: head.version)
        guard facts.contentLengthFields < 2 else {
            throw HTTPSyntaxError(.framing, "the request has more than one Content-Length")
        }
        guard facts.hosts.count < 2 else { throw HTTPSyntaxError(.host, "the request has more than one Host field") }
        guard !facts.hosts.isEmpty || head.version == "HTTP/1.0" else {
            throw HTTPSyntaxError(.host, "the request has no Host field")
        }
        if let host = facts.hosts.first, host.contains(where: { !Self.isHostByte($0) }) {
            throw HTTPSyntaxError(.host, "the request's Host field is no host name or address")
        }
        head.isKeepAlive = facts.isKeepAlive(version: head.version)
        if head.method == "CONNECT" {
            guard !facts.isChunked, (facts.contentLength ?? 0) == 0 else {
                throw HTTPSyntaxError(.framing, "a CONNECT request announces a body")
            }
            head.framing = .tunnel
        } else if facts.isChunked {
            head.framing = .chunked
        } else {
            head.framing = facts.contentLength.map { .length($0) } ?? .none
        }
    }

    /// The request line `method SP target SP version`; nil for an empty line.
    private static func parse(_ line: UnsafeRawBufferPointer) -> Result<RequestHead?, HTTPSyntaxError> {
        guard !line.isEmpty else { return .success(nil) }
        var space = 0
        while space < line.count, ASCII.isToken(line[space]) { space += 1 }
        guard space > 0, space < line.count, line[space] == 0x20 else {
            return .failure(HTTPSyntaxError(.startLine, "the request line does not begin with a method and a space"))
        }
        let method = String(decoding: line[..<space], as: UTF8.self)
        let start = space + 1
        var end = start
        // Bytes above 127 pass: clients do send them, and they are the target's, not the frame's.
        while end < line.count, line[end] > 0x20, line[end] != 0x7F { end += 1 }
        guard end > start, end < line.count, line[end] == 0x20 else {
            return .failure(HTTPSyntaxError(.startLine, "the request line has no target, or one with white space"))
        }
        let target = Array(line[start..<end])
        guard isTarget(target, method: method) else {
            return .failure(HTTPSyntaxError(.startLine, "the request's target has none of the forms HTTP allows"))
        }
        let version = line[(end + 1)...]
        guard version.elementsEqual("HTTP/1.1".utf8) || version.elementsEqual("HTTP/1.0".utf8) else {
            let isOther = version.count == 8 && version.starts(with: "HTTP/".utf8)
            return .failure(
                isOther
                    ? HTTPSyntaxError(.version, "the request's version is not HTTP/1.0 or HTTP/1.1")
                    : HTTPSyntaxError(.startLine, "the request line does not end in a version")
            )
        }
        let text = version.last == 0x31 ? "HTTP/1.1" : "HTTP/1.0"
        return .success(RequestHead(method: method, target: target, version: text))
    }

    /// The four forms of RFC 9112 §3.2, told by their first bytes.
    private static func isTarget(_ target: [UInt8], method: String) -> Bool {
        if method == "CONNECT" { return target.allSatisfy(isHostByte) && target.contains(0x3A) }
        if target.first == 0x2F { return true }
        if target == [0x2A] { return method == "OPTIONS" }
        guard let colon = target.firstIndex(of: 0x3A), let first = target.first else { return false }
        let isScheme = ASCII.lower(first) &- 0x61 < 26 && target[..<colon].allSatisfy(ASCII.isToken)
        return isScheme && target[colon...].starts(with: "://".utf8)
    }

    /// Bytes of `uri-host [":" port]` (RFC 3986 §3.2.2); internationalised names come in ASCII form.
    static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        // - . _ ~ % ! $ & ' ( ) * + ; = : [ ]
        case 0x2D, 0x2E, 0x5F, 0x7E, 0x25, 0x21, 0x24, 0x26...0x2B, 0x3A, 0x3B, 0x3D, 0x5B, 0x5D: true
        default: false
        }
    }
}
