import ExchangeModel
import TestSupport
import Testing

@testable import OfflineAPI

/// What holds for every request, tried on many.
@Suite struct ComparisonPropertyTests {
    /// A made-up request, in parts that can be shuffled and changed.
    private struct Made {
        var path: [String]
        var query: [(String, String)]
        var members: [(String, String)]
        var isForm: Bool

        init(_ random: inout SeededGenerator) {
            let words = ["bookings", "desk", "a b", "ü", "x/y", "+", "%", "01H59ZGH7HDQ4KAAN6RR1X8V7V", "1", "true"]
            func word() -> String { words[Int.random(in: 0..<words.count, using: &random)] }
            path = (0..<Int.random(in: 1...4, using: &random)).map { _ in word() }
            query = (0..<Int.random(in: 0...5, using: &random)).map { ("q\($0 % 3)", word()) }
            members = (0..<Int.random(in: 1...5, using: &random)).map { ("k\($0)", word()) }
            isForm = Bool.random(using: &random)
        }

        static func encoded(_ text: String, _ random: inout SeededGenerator) -> String {
            text.utf8.map { byte in
                let isPlain = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                // Plain letters may be encoded too, and a server must not mind.
                return isPlain && !Int.random(in: 0..<6, using: &random).isMultiple(of: 6)
                    ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            .joined()
        }

        func request(_ random: inout SeededGenerator) -> RequestMessage {
            func pairs(_ list: [(String, String)]) -> String {
                list.map { Made.encoded($0.0, &random) + "=" + Made.encoded($0.1, &random) }.joined(separator: "&")
            }
            let target = "/" + path.map { Made.encoded($0, &random) }.joined(separator: "/") + "?" + pairs(query)
            if isForm {
                return Recording.request(
                    "POST",
                    target,
                    type: "application/x-www-form-urlencoded",
                    body: pairs(members)
                )
            }
            let body = members.map { "\"\($0.0)\" : \"\($0.1)\"" }.joined(separator: ",\n")
            return Recording.request("POST", target, type: "application/ld+json", body: "{\(body)}")
        }
    }

    @Test func aRequestIsItselfHoweverItIsWritten() {
        var random = SeededGenerator(seed: 27)
        for _ in 0..<300 {
            let made = Made(&random)
            var shuffled = made
            shuffled.query.shuffle(using: &random)
            shuffled.members.shuffle(using: &random)
            let comparison = Recording.compare(shuffled.request(&random), made.request(&random))
            #expect(comparison.matches && comparison.isExact, "\(made) \(comparison.differences.map(\.sentence))")
        }
    }

    @Test func oneChangedPairIsNamedAndNothingElse() {
        var random = SeededGenerator(seed: 28)
        for _ in 0..<300 {
            let made = Made(&random)
            var changed = made
            let place: RequestDifference.Place
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                let index = Int.random(in: 0..<made.path.count, using: &random)
                changed.path[index] += "-other"
                place = .segment(index + 1)
            case 1 where !made.query.isEmpty:
                let index = Int.random(in: 0..<made.query.count, using: &random)
                changed.query[index].1 += "-other"
                place = .query(Array(made.query[index].0.utf8))
            default:
                let index = Int.random(in: 0..<made.members.count, using: &random)
                changed.members[index].1 += "-other"
                let name = Array(made.members[index].0.utf8)
                place = made.isForm ? .field(name) : .pointer([name])
            }
            let comparison = Recording.compare(changed.request(&random), made.request(&random))
            #expect(comparison.differences.map(\.place) == [place], "\(made)")
        }
    }

    @Test func aRecordingAnswersEachOfItsOwnRequests() {
        var random = SeededGenerator(seed: 29)
        let all = (0..<60).map { _ in Made(&random) }
        var counter = Counter(all.map { Recording.exchange($0.request(&random)) })
        for (index, made) in all.enumerated() {
            let step = counter.step(made.request(&random))
            #expect(step == index + 1)
        }
        #expect(counter.desk.isDone)
        #expect(counter.desk.summary.repeated == 0)
    }
}
