internal import CZlib

/// One decoding run over zlib that looks at its limits after every piece of output.
enum Inflater {
    /// Decodes as far as it goes. `bytes` never holds more than the limit.
    static func run(
        _ input: [UInt8],
        windowBits: Int32,
        limits: InflateLimits
    ) -> (bytes: [UInt8], error: InflateError?) {
        // zlib keeps a pointer to the stream in its state, so the stream must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer {
            inflateEnd(stream)
            stream.deinitialize(count: 1)
            stream.deallocate()
        }
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
            return ([], .corrupt(offset: 0, reason: "the decoder could not be set up"))
        }
        var output: [UInt8] = []
        let error = input.withUnsafeBufferPointer { input in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { piece in
                decode(input, stream: stream, isGzip: windowBits == 31, piece: piece, limits: limits, output: &output)
            }
        }
        return (output, error)
    }

    private static func decode(
        _ input: UnsafeBufferPointer<UInt8>,
        stream: UnsafeMutablePointer<z_stream>,
        isGzip: Bool,
        piece: UnsafeMutableBufferPointer<UInt8>,
        limits: InflateLimits,
        output: inout [UInt8]
    ) -> InflateError? {
        var position = 0
        while true {
            // zlib counts in 32 bits.
            let offered = UnsafeBufferPointer(rebasing: input[position..<min(input.count, position + (1 << 30))])
            stream.pointee.next_in = UnsafeMutablePointer(mutating: offered.baseAddress)
            stream.pointee.avail_in = UInt32(offered.count)
            stream.pointee.next_out = piece.baseAddress
            stream.pointee.avail_out = UInt32(piece.count)
            let code = inflate(stream, Z_NO_FLUSH)
            let consumed = offered.count - Int(stream.pointee.avail_in)
            let produced = piece.count - Int(stream.pointee.avail_out)
            position += consumed
            let room = max(0, limits.bytes - output.count)
            output.append(contentsOf: piece.prefix(min(produced, room)))
            if produced > room { return .tooLarge(limit: limits.bytes) }
            if output.count > 1 << 20, output.count / max(1, limits.ratio) > position {
                return .ratio(limit: limits.ratio)
            }
            switch code {
            case Z_OK, Z_BUF_ERROR:
                if consumed == 0, produced == 0 { return .truncated }
            case Z_STREAM_END:
                let rest = input[position...]
                if isGzip, rest.first == 0x1F {
                    // Half of the mark of another member: the bytes were cut there.
                    if rest.count == 1 { return .truncated }
                    if rest[position + 1] == 0x8B, inflateReset(stream) == Z_OK { continue }
                }
                if let stray = rest.firstIndex(where: { $0 != 0 }) {
                    return .corrupt(offset: stray, reason: "more bytes follow the end of the compressed data")
                }
                return nil
            case Z_NEED_DICT:
                return .corrupt(offset: position, reason: "a preset dictionary is needed, which nobody has")
            default:
                let reason = stream.pointee.msg.map { String(cString: $0) } ?? "not compressed data"
                return .corrupt(offset: position, reason: reason)
            }
        }
    }
}
