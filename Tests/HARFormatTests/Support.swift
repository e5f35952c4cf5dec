import ExchangeModel
import Foundation
import Redaction
import TestSupport

extension SeededGenerator {
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
