import ExchangeModel
import NIOCore

/// Reads a body to its end, removing chunked coding (RFC 9112 §6 and §7).
struct HTTPBodyReader: Sendable {
    private enum State: Sendable {
        case ended
        case length(Int)
        case untilClose
        case chunkSize
        case chunkData(Int)
        case chunkEnd
        case trailers(HTTPFieldReader)
    }

    private let limits: HTTPLimits
    private let refusesControls: Bool
    private var state: State
    private var extensionExcess = 0

    init(_ framing: BodyFraming, limits: HTTPLimits, refusesControls: Bool) {
        self.limits = limits
        self.refusesControls = refusesControls
        state =
            switch framing {
            case .none, .tunnel: .ended
            case .length(let length): length == 0 ? .ended : .length(length)
            case .chunked: .chunkSize
            case .untilClose: .untilClose
            }
    }

    /// The next body part or the end; nil if more input is needed.
    mutating func next(_ input: inout HTTPInput) throws(HTTPSyntaxError) -> HTTPEvent? {
        while true {
            switch state {
            case .ended: return .end(trailers: HeaderList())
            case .length(let left):
                guard let bytes = input.run(upTo: left) else { return nil }
                state = left == bytes.readableBytes ? .ended : .length(left - bytes.readableBytes)
                return .body(bytes)
            case .untilClose: return input.run(upTo: .max).map { .body($0) }
            case .chunkSize:
                guard let size = try readChunkSize(&input) else { return nil }
                state =
                    size > 0
                    ? .chunkData(size)
                    : .trailers(HTTPFieldReader(.trailer, limits: limits, used: 0, refusesControls: refusesControls))
            case .chunkData(let left):
                guard let bytes = input.run(upTo: left) else { return nil }
                state = left == bytes.readableBytes ? .chunkEnd : .chunkData(left - bytes.readableBytes)
                return .body(bytes)
            case .chunkEnd:
                guard let isEnd = input.lineEnd() else { return nil }
                guard isEnd else {
                    throw HTTPSyntaxError(.chunk, "a chunk's data is not followed by an end of line")
                }
                state = .chunkSize
            case .trailers(var reader):
                state = .ended
                let isWhole = try reader.read(&input)
                guard isWhole else {
                    state = .trailers(reader)
                    return nil
                }
                guard !reader.list.contains("content-length"), !reader.list.contains("transfer-encoding") else {
                    throw HTTPSyntaxError(.framing, "a trailer field tries to say the message's length")
                }
                state = .ended
                return .end(trailers: reader.list)
            }
        }
    }

    /// What the connection's end means here: the body's end, or a body cut short.
    func finish() throws(HTTPSyntaxError) -> HTTPEvent {
        switch state {
        case .ended, .untilClose: return .end(trailers: HeaderList())
        case .length(let left):
            throw HTTPSyntaxError(.truncated, "the connection ended \(left) bytes before the body did")
        case .chunkSize, .chunkData, .chunkEnd, .trailers:
            throw HTTPSyntaxError(.truncated, "the connection ended before the last chunk of the body")
        }
    }

    private mutating func readChunkSize(_ input: inout HTTPInput) throws(HTTPSyntaxError) -> Int? {
        let limit = limits.chunkLineBytes
        let excess = HTTPSyntaxError(.tooLarge, "a chunk-size line is longer than \(limit) bytes")
        let line = try input.line(limit: limit, excess: excess, kind: .chunk) { Self.parseChunkSize($0) }
        guard let (size, extensionLength) = line else { return nil }
        // Extensions are dropped; without a limit they make a long message out of a few body bytes.
        extensionExcess = max(0, extensionExcess + extensionLength - size)
        guard extensionExcess <= limits.chunkExtensionExcess else {
            throw HTTPSyntaxError(.tooLarge, "the body has more chunk extensions than data")
        }
        return size
    }

    private static func parseChunkSize(
        _ line: UnsafeRawBufferPointer
    ) -> Result<(size: Int, extensionLength: Int), HTTPSyntaxError> {
        var size = 0
        var index = 0
        while index < line.count, let digit = hexDigit(line[index]) {
            guard size <= Int.max >> 4 else {
                return .failure(HTTPSyntaxError(.chunk, "a chunk size is too large"))
            }
            size = size << 4 | digit
            index += 1
        }
        // Zeros in front would hide a long number from the overflow check above; 16 digits say any size.
        guard index > 0, index <= 16 else {
            return .failure(HTTPSyntaxError(.chunk, "a chunk size is not a hexadecimal number"))
        }
        let digits = index
        while index < line.count, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
        guard digits == line.count || (index < line.count && line[index] == 0x3B) else {
            return .failure(HTTPSyntaxError(.chunk, "a chunk size is followed by something that is no extension"))
        }
        guard isExtensions(line[index...]) else {
            return .failure(HTTPSyntaxError(.chunk, "a chunk extension has a character that is not allowed"))
        }
        return .success((size, line.count - digits))
    }

    /// Whether these are tokens and quoted strings with `;` and `=` (RFC 9112 §7.1.1). Their order doesn't matter:
    /// they are dropped, and only what could end the line for someone else is a danger.
    private static func isExtensions(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        var isQuoted = false
        var isEscaped = false
        for byte in bytes {
            if (byte < 0x20 && byte != 0x09) || byte == 0x7F { return false }
            if isEscaped {
                isEscaped = false
            } else if byte == 0x22 {
                isQuoted.toggle()
            } else if isQuoted {
                isEscaped = byte == 0x5C
            } else if !ASCII.isToken(byte), ![0x3B, 0x3D, 0x20, 0x09].contains(byte) {
                return false
            }
        }
        return !isQuoted
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }
}
