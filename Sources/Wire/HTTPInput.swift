import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The bytes a decoder has not consumed yet, read by line or by run.
///
/// Looks at every byte once for its line end, however the input is cut. Memory held is one unfinished
/// line plus what the caller has not taken, as long as events are drained before more is appended.
struct HTTPInput: Sendable {
    private var buffer = ByteBuffer()
    /// How many of the readable bytes are known to hold no line feed.
    private var scanned = 0
    /// Whether no event shares the buffer's memory, so that appending needn't copy it.
    private var isOwned = false
    /// How many bytes were searched for a line end since the beginning, each time counted anew.
    private(set) var searched = 0

    var count: Int { buffer.readableBytes }

    mutating func append(_ more: ByteBuffer) {
        guard more.readableBytes > 0 else { return }
        guard buffer.readableBytes > 0 else {
            buffer = more
            isOwned = false
            return
        }
        if !isOwned {
            var copy = ByteBuffer()
            copy.reserveCapacity(max(256, 2 * (buffer.readableBytes + more.readableBytes)))
            copy.writeImmutableBuffer(buffer)
            buffer = copy
            isOwned = true
        } else if buffer.readerIndex > 65_536 {
            buffer.discardReadBytes()
        }
        buffer.writeImmutableBuffer(more)
    }

    /// Takes a line, if a whole one is there, and gives `parse` its bytes without CR LF.
    ///
    /// - Parameters:
    ///   - limit: bytes the line may have, its end included.
    ///   - excess: thrown when it has more, as soon as that is known.
    /// - Throws: `excess`, what `parse` fails with, or a fault of `kind` for a line feed without carriage return.
    mutating func line<Value>(
        limit: Int,
        excess: HTTPSyntaxError,
        kind: HTTPSyntaxError.Kind,
        _ parse: (UnsafeRawBufferPointer) -> Result<Value, HTTPSyntaxError>
    ) throws(HTTPSyntaxError) -> Value? {
        let known = scanned
        let (end, result): (Int?, Result<Value, HTTPSyntaxError>?) = buffer.withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress, known < bytes.count,
                let found = memchr(base + known, 0x0A, bytes.count - known)
            else { return (nil, nil) }
            let end = UnsafeRawPointer(found) - base
            guard end < limit else { return (end, .failure(excess)) }
            guard end > 0, bytes[end - 1] == 0x0D else {
                return (end, .failure(HTTPSyntaxError(kind, "a line ends in a line feed without carriage return")))
            }
            return (end, parse(UnsafeRawBufferPointer(rebasing: bytes[..<(end - 1)])))
        }
        searched += (end ?? buffer.readableBytes - 1) + 1 - known
        guard let end, let result else {
            scanned = buffer.readableBytes
            guard scanned < limit else { throw excess }
            return nil
        }
        buffer.moveReaderIndex(forwardBy: end + 1)
        scanned = 0
        return try result.get()
    }

    /// Takes up to `maximum` bytes without copying; nil if none are there.
    mutating func run(upTo maximum: Int) -> ByteBuffer? {
        let length = min(maximum, buffer.readableBytes)
        guard length > 0, let slice = buffer.readSlice(length: length) else { return nil }
        scanned = max(0, scanned - length)
        isOwned = false
        return slice
    }

    /// Takes exactly CR LF. Nil if fewer bytes are there and they may become it; false if they are something else.
    mutating func lineEnd() -> Bool? {
        let start = buffer.readerIndex
        guard let first: UInt8 = buffer.getInteger(at: start) else { return nil }
        guard first == 0x0D else { return false }
        guard let second: UInt8 = buffer.getInteger(at: start + 1) else { return nil }
        guard second == 0x0A else { return false }
        buffer.moveReaderIndex(forwardBy: 2)
        scanned = max(0, scanned - 2)
        return true
    }
}
