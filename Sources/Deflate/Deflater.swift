internal import CZlib

/// Compresses bytes that come in pieces. The same pieces' bytes give the same output, however they were cut.
package struct Deflater: ~Copyable {
    // zlib keeps pointers to both, so they must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let header: UnsafeMutablePointer<gz_header>
    private var output: [UInt8] = []
    private var isFinished = false

    /// - Parameter level: 0 (stored) to 9 (smallest); others are clamped.
    package init(_ coding: DeflateCoding, level: Int = 6) throws(DeflateError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        header = .allocate(capacity: 1)
        header.initialize(to: gz_header())
        let code = deflateInit2_(
            stream,
            Int32(min(max(level, 0), 9)),
            Z_DEFLATED,
            coding.windowBits,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard code == Z_OK else { throw DeflateError(code: code) }
        if coding == .gzip {
            // Time 0 and an unknown system: the bytes depend on the input alone.
            header.pointee.os = 255
            deflateSetHeader(stream, header)
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
        header.deinitialize(count: 1)
        header.deallocate()
    }

    package mutating func append(_ bytes: some Collection<UInt8>) throws(DeflateError) {
        let code =
            bytes.withContiguousStorageIfAvailable { push($0, flush: Z_NO_FLUSH) }
            ?? Array(bytes).withUnsafeBufferPointer { push($0, flush: Z_NO_FLUSH) }
        guard code == Z_OK else { throw DeflateError(code: code) }
    }

    /// What is compressed so far and was not taken yet.
    package mutating func take() -> [UInt8] {
        let taken = output
        output.removeAll()
        return taken
    }

    /// Ends the data and gives all of the output that was not taken yet. Nothing can be appended afterwards.
    package mutating func finish() throws(DeflateError) -> [UInt8] {
        if !isFinished {
            isFinished = true
            let code = push(UnsafeBufferPointer(start: nil, count: 0), flush: Z_FINISH)
            guard code == Z_STREAM_END else { throw DeflateError(code: code) }
        }
        return take()
    }

    /// Feeds zlib and gathers what comes out.
    private mutating func push(_ bytes: UnsafeBufferPointer<UInt8>, flush: Int32) -> Int32 {
        let stream = stream
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { piece in
            var position = 0
            while true {
                // zlib counts in 32 bits.
                let offered = UnsafeBufferPointer(rebasing: bytes[position..<min(bytes.count, position + (1 << 30))])
                stream.pointee.next_in = UnsafeMutablePointer(mutating: offered.baseAddress)
                stream.pointee.avail_in = UInt32(offered.count)
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(piece.count)
                let code = deflate(stream, flush)
                position += offered.count - Int(stream.pointee.avail_in)
                output.append(contentsOf: piece.prefix(piece.count - Int(stream.pointee.avail_out)))
                if code == Z_STREAM_END { return code }
                // With room left in `piece` zlib has nothing more to say about what it was given.
                if stream.pointee.avail_out > 0, position == bytes.count, flush != Z_FINISH { return Z_OK }
                guard code == Z_OK || code == Z_BUF_ERROR else { return code }
                if code == Z_BUF_ERROR, stream.pointee.avail_out > 0, flush == Z_FINISH { return code }
            }
        }
    }
}
