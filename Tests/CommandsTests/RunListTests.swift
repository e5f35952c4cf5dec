import ExchangeModel
import Foundation
import ReplayPlan
import SafeText
import Testing

@testable import Commands

/// Many runs in columns: none jumps, and no line is wider than there is room.
@Suite struct RunListTests {
    private static let now = Timestamp(seconds: 1_795_465_862)

    /// - Parameter outcomes: `.` passed, `x` failed, `?` said nothing.
    private func run(
        _ id: String,
        _ title: String,
        _ outcomes: String,
        operation: String = "GET /v1/public/bookings/{id}",
        age: Int64 = 60,
        planned: Int? = nil
    ) -> RunRecord {
        let start = Self.now.advanced(by: .seconds(-age))
        var run = RunRecord(
            id: id,
            startedAt: start,
            title: title,
            selection: ["1"],
            about: nil,
            operation: operation,
            planned: planned ?? outcomes.count
        )
        let signature = FailureSignature(operation: operation, failureClass: .status, status: 503, summary: "503")
        run.attempts = outcomes.enumerated().map { place, mark in
            let outcome: Outcome =
                switch mark {
                case ".": .passed
                case "x": .failed(signature)
                default: .inconclusive(.quota)
                }
            return Attempt(index: place + 1, calls: [], outcome: outcome, startedAt: start, traceID: nil)
        }
        run.endedAt = start
        if planned != nil { run.stoppedBecause = "stopped by hand" }
        return run
    }

    private func lines(_ runs: [RunRecord], width: Int) -> [String] {
        var list = RunList()
        for run in runs { list.add(run, now: Self.now) }
        return list.lines(width: width) { text, _ in text }
    }

    private var mixed: [RunRecord] {
        [
            run("20261123T203102Z-1abc", "capture 3", "x..x..x..x"),
            run("20261123T203102Z-zzzzzzz", "create-booking", String(repeating: ".", count: 1_000), age: 90_000),
            run("20261123T203102Z-9", "a-flow-with-a-very-long-name-that-somebody-chose", "??", age: 1),
            run("20261123T203102Z-b", "予約-予約-予約-予約-予約-予約-予約", "x", planned: 20),
            run("20261123T203102Z-c", "capture 12", ""),
        ]
    }

    /// Columns begin where the one before them ends at its widest.
    @Test func columnsStandUnderEachOther() throws {
        let found = lines(mixed, width: 160)
        for words in [
            ["1 minute ago", "1 day ago"], ["fails", "passes", "inconclusive"], ["4/10", "0/1000", "none of 2"],
        ] {
            let places = found.compactMap { line -> Int? in
                guard let word = words.first(where: { line.contains($0) }), let range = line.range(of: word) else {
                    return nil
                }
                return displayWidth(String(line[..<range.lowerBound]))
            }
            #expect(
                Set(places).count == 1 && places.count >= 2,
                "\(words): \(places) \(found)"
            )
        }
        let operations = try found.map { line in
            displayWidth(String(line[..<(try #require(line.range(of: "GET /v1/public/bookings/{id}"))).lowerBound]))
        }
        #expect(Set(operations).count == 1, "\(found)")
    }

    @Test(arguments: [20, 40, 79, 80, 90, 100, 120, 200]) func noLineIsTooWide(_ width: Int) {
        let found = lines(mixed, width: width)
        #expect(found.count == (width < 93 ? 10 : 5))
        for line in found { #expect(displayWidth(line) <= width, "\(displayWidth(line)): \(line)") }
    }

    @Test func theNameGivesWayFirst() {
        let found = lines(mixed, width: 122)
        #expect(found.allSatisfy { $0.hasSuffix("GET /v1/public/bookings/{id}") }, "\(found)")
        #expect(found[2].contains("a-flow-with-") && found[2].contains("…"))
        #expect(found[0].contains("capture 3 ") && !found[0].contains("…"))
        // Of an operation the end says more than the beginning, which all share.
        #expect(lines(mixed, width: 110).allSatisfy { $0.hasSuffix("GET …/bookings/{id}") })
        #expect(found[3].contains("fails so far") && found[0].contains("fails  "))
        // Where everything fits nothing is cut.
        #expect(!lines(mixed, width: 200).contains { $0.contains("…") })
    }

    @Test func onANarrowTerminalTheCallHasALineOfItsOwn() {
        let found = lines(mixed, width: 80)
        #expect(found[0].contains("4/10 (40 %, 12–74 %)"))
        #expect(found[1] == "        capture 3 · GET /v1/public/bookings/{id}")
        #expect(found[5].hasSuffix("…") && found[5].contains("a-flow-with-a-very-long-name-that-somebody-chose"))
    }

    @Test func whatFitsIsWhole() {
        let found = lines([run("20261123T203102Z-a", "capture 3", "x.")], width: 100)
        #expect(
            found == [
                "20261123T203102Z-a  1 minute ago  fails  1/2 (50 %, 1–99 %)  capture 3  GET /v1/public/bookings/{id}"
            ]
        )
        #expect(lines([], width: 100).isEmpty)
    }
}
