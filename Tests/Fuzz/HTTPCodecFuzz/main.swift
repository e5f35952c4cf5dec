import NIOCore
import Wire

/// Feeds the input to both decoders whole, in two parts and byte by byte; different events are a fault, as is a head
/// that reads differently once it was written again, and any crash.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzHTTPCodec(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let cut = Int(start[0]) % bytes.count
    let parts = [bytes[..<cut], bytes[cut...]]
    let single = bytes.indices.prefix(512).map { bytes[$0...$0] } + [bytes[min(512, bytes.count)...]]
    for cuts in [parts, single] {
        guard requestEvents([bytes[...]]) == requestEvents(cuts), responseEvents([bytes[...]]) == responseEvents(cuts)
        else { fatalError("the events depend on how the input was cut") }
    }
    checkRequests(bytes)
    checkResponses(bytes)
    return 0
}

/// In debug builds SwiftPM takes this function for the program's beginning; libFuzzer's own is behind it.
@_cdecl("HTTPCodecFuzz_main")
func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzHTTPCodec)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private func checkRequests(_ bytes: [UInt8]) {
    var decoder = HTTPRequestDecoder()
    decoder.append(ByteBuffer(bytes: bytes))
    while let event = try? decoder.next() {
        guard case .requestHead(let head) = event else { continue }
        var buffer = ByteBuffer()
        var again = HTTPRequestDecoder()
        do {
            try HTTPEncoder.writeRequestHead(
                method: head.method,
                target: head.target,
                version: head.version,
                headers: head.headers,
                into: &buffer
            )
            again.append(buffer)
            guard try again.next() == event else { fatalError("a request's head reads differently again") }
        } catch {
            fatalError("a request's head cannot be written again: \(error)")
        }
    }
}

private func checkResponses(_ bytes: [UInt8]) {
    var decoder = HTTPResponseDecoder()
    for _ in 0..<8 { decoder.expectResponse(to: "GET") }
    decoder.append(ByteBuffer(bytes: bytes))
    while let event = try? decoder.next() {
        guard case .responseHead(let head) = event else { continue }
        var buffer = ByteBuffer()
        var again = HTTPResponseDecoder()
        again.expectResponse(to: "GET")
        do {
            try HTTPEncoder.writeResponseHead(
                status: head.status,
                reason: head.reason,
                version: head.version,
                headers: head.headers,
                into: &buffer
            )
            again.append(buffer)
            guard try again.next() == event else { fatalError("a response's head reads differently again") }
        } catch {
            fatalError("a response's head cannot be written again: \(error)")
        }
    }
}

private func requestEvents(_ parts: [ArraySlice<UInt8>]) -> [String] {
    var decoder = HTTPRequestDecoder()
    return events(parts, { decoder.append($0) }, { try decoder.next() }, { try decoder.finish() })
}

private func responseEvents(_ parts: [ArraySlice<UInt8>]) -> [String] {
    var decoder = HTTPResponseDecoder()
    for method in ["GET", "HEAD", "CONNECT"] { decoder.expectResponse(to: method) }
    return events(parts, { decoder.append($0) }, { try decoder.next() }, { try decoder.finish() })
}

private func events(
    _ parts: [ArraySlice<UInt8>],
    _ append: (ByteBuffer) -> Void,
    _ next: () throws -> HTTPEvent?,
    _ finish: () throws -> HTTPEvent?
) -> [String] {
    var result = [""]
    func add(_ event: HTTPEvent) {
        guard case .body(let part) = event else {
            result += ["\(event)", ""]
            return
        }
        for byte in part.readableBytesView { result[result.count - 1] += "\(byte) " }
    }
    do {
        for part in parts {
            append(ByteBuffer(bytes: part))
            while let event = try next() { add(event) }
        }
        if let event = try finish() { add(event) }
    } catch {
        result.append("\(error)")
    }
    return result
}
