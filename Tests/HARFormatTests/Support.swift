import ExchangeModel
import Foundation
import Redaction

/// The same numbers from the same seed, on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func flip() -> Bool { Bool.random(using: &self) }

    mutating func bytes(upTo limit: Int, in range: ClosedRange<UInt8> = 0...255) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &self)).map { _ in UInt8.random(in: range, using: &self) }
    }

    /// Text that tries quoting: it is what hostile answers and odd clients send.
    mutating func text(upTo limit: Int) -> [UInt8] {
        let parts = [
            "it's", "\"", "\\", "$(rm -rf ~)", "`id`", "%0A", "%s", "!", "ü", "日本", "🙂", " ", "-n", "a=b&c", "{}", "\n",
            "\u{1B}[31m", "\u{202E}", "\u{7F}", "'''", "*", "~", "#",
        ]
        var result: [UInt8] = []
        for _ in 0..<Int.random(in: 0...limit, using: &self) {
            result += Array((parts.randomElement(using: &self) ?? "").utf8)
        }
        return result
    }

    mutating func duration() -> Duration? {
        flip() ? .nanoseconds(Int64.random(in: 0...90_000_000_000, using: &self)) : nil
    }
}

let redactor = Redactor(keys: .ephemeral())

func redacted(_ exchange: Exchange) -> RedactedExchange { redactor.redact(exchange) }

/// A plain exchange with changes.
func exchange(
    method: String = "GET",
    url: String = "https://api.example.com/v1/things?page=1",
    headers: HeaderList = HeaderList(),
    body: String = "",
    status: Int = 200,
    answer: String = "{\"ok\":true}"
) -> Exchange {
    Exchange(
        startedAt: Timestamp(microseconds: 1_700_000_000_123_456),
        request: RequestMessage(
            method: method,
            url: Array(url.utf8),
            headers: headers,
            body: MessageBody(Array(body.utf8))
        ),
        response: ResponseMessage(
            status: status,
            reason: Array("OK".utf8),
            headers: ["Content-Type": "application/json"],
            body: MessageBody(Array(answer.utf8))
        ),
        timings: Timings(send: .milliseconds(1), wait: .milliseconds(20), receive: .microseconds(1_500))
    )
}

/// A file of the shared test data; nil, and a line that says so, where it is not there.
func sharedFile(_ name: String) throws -> [UInt8]? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let file = root.deletingLastPathComponent().appendingPathComponent("shared").appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else {
        print("skipped: ../shared/\(name) is not there")
        return nil
    }
    return Array(try Data(contentsOf: file))
}

/// Runs a shell script; nil where there is no such shell.
func run(_ shell: String, script: [UInt8]) throws -> (status: Int32, output: [UInt8])? {
    guard
        let path = ["/bin/", "/usr/bin/"].map({ $0 + shell }).first(
            where: FileManager.default.isExecutableFile(atPath:)
        )
    else {
        print("skipped: no \(shell) on this machine")
        return nil
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reprise-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(script).write(to: folder.appendingPathComponent("script"))
    let outputFile = folder.appendingPathComponent("stdout")
    try Data().write(to: outputFile)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["script"]
    process.currentDirectoryURL = folder
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, Array(try Data(contentsOf: outputFile)))
}
