import Foundation
import GRDB
import Redaction
import Synchronization
import Testing

@testable import CaptureStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Processes that write with all their might are ended with SIGKILL, one after the other, on the same store.
@Suite struct KilledProcessTests {
    /// A line of the log that outlives the process: what `append` has acknowledged.
    private struct Acknowledged {
        var number: Int
        var path: String
    }

    private func log(in folder: TemporaryFolder) throws -> [Acknowledged] {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder("log"))), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 ? Int(words[0]).map { Acknowledged(number: $0, path: String(words[1])) } : nil
        }
    }

    @Test func noAcknowledgedCaptureIsLost() async throws {
        let folder = try TemporaryFolder()
        for round in 1...5 {
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String, round = round as Int] in
                let redactor = Samples.redactor(keys: try KeyFile.loadOrCreate(at: path + "/key"))
                let captures = try SQLiteCaptures.open(path: path + "/captures.sqlite", redactor: redactor)
                let log = open(path + "/log", O_WRONLY | O_APPEND | O_CREAT, 0o600)
                let acknowledged = Atomic(0)
                DispatchQueue.concurrentPerform(iterations: 4) { writer in
                    for group in 0..<1_000 {
                        let paths = (0..<4).map { "/v1/public/bookings/\(round)-\(writer)-\(group)-\($0)" }
                        let batch = paths.map {
                            let body = #"{"filler":"\#(String(repeating: "abcdefghij", count: 300))","of":"\#($0)"}"#
                            let url = "https://api.onkadence.co" + $0
                            return RecordedExchange(
                                exchange: redactor.redact(Samples.exchange("GET", url, responseBody: body))
                            )
                        }
                        guard let numbers = try? captures.append(batch) else { return }
                        let lines = zip(numbers, paths).map { "\($0) \($1)\n" }.joined()
                        // One write, so that no line is torn; the system keeps it when the process goes.
                        guard write(log, lines, lines.utf8.count) == lines.utf8.count else { return }
                        // The other writers are in the middle of something then.
                        if acknowledged.add(4, ordering: .relaxed).newValue >= round * 60 { kill(getpid(), SIGKILL) }
                    }
                }
            }
            try check(folder, atLeast: round * 60)
        }
    }

    private func check(_ folder: TemporaryFolder, atLeast count: Int) throws {
        let acknowledged = try log(in: folder)
        #expect(acknowledged.count >= count)
        let redactor = Samples.redactor(keys: try KeyFile.loadOrCreate(at: folder("key")))
        let captures = try SQLiteCaptures.open(path: folder("captures.sqlite"), redactor: redactor)
        let lost = try acknowledged.filter { line in
            let capture = try captures.capture(line.number)
            let url = capture.map { String(decoding: $0.exchange.request.url, as: UTF8.self) }
            let body = capture?.exchange.response.map { String(decoding: $0.body.bytes, as: UTF8.self) }
            return url?.hasSuffix(line.path) != true || body?.contains(line.path) != true
        }
        #expect(lost.isEmpty, "\(lost.count) of \(acknowledged.count) acknowledged captures are lost")
        // A batch goes in whole or not at all, whenever its process ended.
        #expect(try captures.count.isMultiple(of: 4))
        #expect(try captures.list().damaged.isEmpty)
        #expect(try captures.pool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        try captures.close()
    }
}
