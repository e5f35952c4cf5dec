import ExchangeModel
import Redaction

private let secret = Array("s3cr3t-of-m1ne".utf8)
private let types = [
    "application/json", "text/csv", "text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "text/plain", "application/ld+json",
]
private let redactor: Redactor = {
    let secrets = KnownSecrets()
    secrets.add(secret, kind: "secret")
    return Redactor(keys: RedactionKeys(master: Array(0..<32)), secrets: secrets)
}()

/// Redacts the input as body, URL and header values; a known secret that comes through is a fault, as is any crash,
/// and a stored form that does not come back.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzRedaction(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    var headers = HeaderList()
    headers.append("Content-Type", types[Int(start[0]) % types.count])
    if start[0] & 64 != 0 { headers.append("Content-Encoding", "gzip") }
    for name in ["Authorization", "Cookie", "Location"] {
        headers.fields.append(.init(name: Array(name.utf8), value: bytes))
    }
    let body = MessageBody(bytes, isCut: start[0] & 128 != 0)
    let url = Array("https://h/?".utf8) + bytes
    let result = redactor.redact(
        Exchange(
            startedAt: Timestamp(seconds: 0),
            request: RequestMessage(method: "POST", url: url, headers: headers, body: body),
            response: ResponseMessage(status: 200, reason: bytes, headers: headers, body: body)
        )
    )
    let stored = redactor.storedForm(of: result)
    guard contains(stored.metadata) || contains(stored.requestBody) || contains(stored.responseBody) else {
        _ = try? redactor.restore(StoredExchange(metadata: bytes, requestBody: [], responseBody: []))
        return (try? redactor.restore(stored)) == nil ? crash("a stored form does not come back") : 0
    }
    return crash("a known secret came through")
}

private func contains(_ bytes: [UInt8]) -> Bool {
    bytes.count >= secret.count
        && (0...(bytes.count - secret.count)).contains { bytes[$0..<($0 + secret.count)].elementsEqual(secret) }
}

private func crash(_ reason: String) -> CInt { fatalError(reason) }

/// In debug builds SwiftPM takes this function for the program's beginning; libFuzzer's own is behind it.
@_cdecl("RedactionFuzz_main")
func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzRedaction)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
