package import ExchangeModel
package import NIOCore

/// Writes heads and chunked framing (RFC 9112), field names and values byte for byte as given.
///
/// Refuses what would become something else on the wire: line ends or NUL in a field, a name that is no token,
/// a target with white space. Says nothing of framing: which fields a message has is the caller's to decide.
package enum HTTPEncoder {
    /// Writes a request's line, fields and the empty line.
    ///
    /// - Throws: a fault if the head could not be read back as it is; `buffer` then holds a part of it.
    package static func writeRequestHead(
        method: String,
        target: [UInt8],
        version: String = "HTTP/1.1",
        headers: HeaderList,
        into buffer: inout ByteBuffer
    ) throws(HTTPSyntaxError) {
        guard !method.isEmpty, method.utf8.allSatisfy(ASCII.isToken) else {
            throw HTTPSyntaxError(.startLine, "the method is not a token")
        }
        guard !target.isEmpty, target.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTPSyntaxError(.startLine, "the request target is empty or holds white space or a control character")
        }
        buffer.writeString(method)
        buffer.writeInteger(0x20 as UInt8)
        buffer.writeBytes(target)
        buffer.writeInteger(0x20 as UInt8)
        buffer.writeString(version)
        writeLineEnd(into: &buffer)
        try writeFields(headers, into: &buffer)
    }

    /// Writes a response's status line, fields and the empty line.
    ///
    /// - Throws: a fault if the head could not be read back as it is; `buffer` then holds a part of it.
    package static func writeResponseHead(
        status: Int,
        reason: [UInt8],
        version: String = "HTTP/1.1",
        headers: HeaderList,
        into buffer: inout ByteBuffer
    ) throws(HTTPSyntaxError) {
        guard (100...999).contains(status) else {
            throw HTTPSyntaxError(.startLine, "the status code has not three digits")
        }
        guard !reason.contains(where: isLineBreaking) else {
            throw HTTPSyntaxError(.startLine, "the reason phrase holds a line end or NUL")
        }
        buffer.writeString(version)
        buffer.writeInteger(0x20 as UInt8)
        buffer.writeString(String(status))
        buffer.writeInteger(0x20 as UInt8)
        buffer.writeBytes(reason)
        writeLineEnd(into: &buffer)
        try writeFields(headers, into: &buffer)
    }

    /// Writes the size line of a chunk; its `length` bytes of data follow, then `writeLineEnd`.
    ///
    /// A chunk of length 0 would end the body: nothing is written for it, and nothing must follow.
    package static func writeChunkStart(length: Int, into buffer: inout ByteBuffer) {
        guard length > 0 else { return }
        buffer.writeString(String(length, radix: 16))
        writeLineEnd(into: &buffer)
    }

    /// Writes a whole chunk, copying its data; nothing for empty data.
    package static func writeChunk(_ data: ByteBuffer, into buffer: inout ByteBuffer) {
        guard data.readableBytes > 0 else { return }
        writeChunkStart(length: data.readableBytes, into: &buffer)
        buffer.writeImmutableBuffer(data)
        writeLineEnd(into: &buffer)
    }

    /// Writes the last chunk and the trailer section.
    package static func writeLastChunk(
        trailers: HeaderList = HeaderList(),
        into buffer: inout ByteBuffer
    ) throws(HTTPSyntaxError) {
        buffer.writeStaticString("0\r\n")
        try writeFields(trailers, into: &buffer)
    }

    package static func writeLineEnd(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("\r\n")
    }

    private static func writeFields(_ headers: HeaderList, into buffer: inout ByteBuffer) throws(HTTPSyntaxError) {
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.allSatisfy(ASCII.isToken) else {
                throw HTTPSyntaxError(.field, "a header field's name is not a token")
            }
            guard !field.value.contains(where: isLineBreaking) else {
                throw HTTPSyntaxError(.field, "a header field's value holds a line end or NUL")
            }
            buffer.writeBytes(field.name)
            buffer.writeStaticString(": ")
            buffer.writeBytes(field.value)
            writeLineEnd(into: &buffer)
        }
        writeLineEnd(into: &buffer)
    }

    private static func isLineBreaking(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A || byte == 0 }
}
