import NIOCore
import Wire

/// Feeds the input to both decoders whole and in two parts; different events are a fault, as is any crash.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzHTTPCodec(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let cut = Int(start[0]) % bytes.count
    let parts = [bytes[..<cut], bytes[cut...]]
    guard requestEvents([bytes[...]]) == requestEvents(parts), responseEvents([bytes[...]]) == responseEvents(parts)
    else { fatalError("the events depend on how the input was cut") }
    return 0
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
