import Foundation

/// An API of plain sockets for clients that others wrote: knows just enough HTTP to answer them.
enum EchoServer {
    static let megabyte = [UInt8](repeating: 0x61, count: 1 << 20)
    /// `{"a":1}`, compressed.
    static let gzipped: [UInt8] = [
        0x1f, 0x8b, 0x8, 0x0, 0x0, 0x0, 0x0, 0x0, 0x2, 0x3, 0xab, 0x56, 0x4a, 0x54, 0xb2, 0x32, 0xac, 0x5,
        0x0, 0xaf, 0xac, 0x1b, 0x56, 0x7, 0x0, 0x0, 0x0,
    ]

    static func start() throws -> RawServer {
        try RawServer { socket, _ in
            while true {
                let head = String(decoding: socket.readHead(), as: UTF8.self)
                guard !head.isEmpty else { return }
                let lines = head.split(separator: "\r\n")
                let words = (lines.first ?? "").split(separator: " ")
                guard words.count == 3 else { return }
                if field("expect", lines) != nil { socket.write("HTTP/1.1 100 Continue\r\n\r\n") }
                let body = readBody(socket, lines, isSlow: words[1].hasPrefix("/slow"))
                answer(socket, String(words[0]), String(words[1]), body)
            }
        }
    }

    private static func field(_ name: String, _ lines: [Substring]) -> String? {
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }

    /// The start of the body, and its whole length.
    private static func readBody(_ socket: RawSocket, _ lines: [Substring], isSlow: Bool) -> (
        start: [UInt8], length: Int
    ) {
        var start: [UInt8] = []
        var length = 0
        func take(_ count: Int) {
            var left = count
            while left > 0 {
                let piece = socket.read(count: min(left, 65_536))
                if piece.isEmpty { return }
                // A pace that the client could easily exceed.
                if isSlow { Thread.sleep(forTimeInterval: 0.001) }
                if start.count < 4_096 { start += piece.prefix(4_096 - start.count) }
                length += piece.count
                left -= piece.count
            }
        }
        if field("transfer-encoding", lines) != nil {
            while let size = Int(
                String(decoding: socket.read(through: "\r\n").dropLast(2), as: UTF8.self),
                radix: 16
            ) {
                take(size)
                _ = socket.read(through: "\r\n")
                if size == 0 { break }
            }
        } else if let count = field("content-length", lines).flatMap({ Int($0) }) {
            take(count)
        }
        return (start, length)
    }

    private static func answer(
        _ socket: RawSocket,
        _ method: String,
        _ path: String,
        _ body: (start: [UInt8], length: Int)
    ) {
        switch path {
        case "/none": socket.write("HTTP/1.1 204 No Content\r\nX-Case: Kept\r\nx-case: too\r\n\r\n")
        case "/cached": socket.write("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 99\r\n\r\n")
        case "/gzip":
            socket.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(gzipped.count)\r\n\r\n")
            socket.write(gzipped)
        case "/chunked":
            socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
        case "/close":
            socket.write("HTTP/1.1 200 OK\r\nX-End: close\r\n\r\nuntil the end")
            socket.close()
        case "/big":
            socket.write(
                "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: \(50 << 20)\r\n\r\n"
            )
            for _ in 0..<50 { socket.write(megabyte) }
        default:
            let text = "\(method) \(path) \(body.length) " + String(decoding: body.start.prefix(64), as: UTF8.self)
            socket.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count)\r\n\r\n"
                    + (method == "HEAD" ? "" : text)
            )
        }
    }
}
