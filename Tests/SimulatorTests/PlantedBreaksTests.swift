import JSONTree
import Testing

@testable import Simulator

/// The ten breaks are where the plan says, and nothing else has changed.
@Suite struct PlantedBreaksTests {
    private let whole = PlantedBreaks.walk(.none)

    private func broken() throws -> [PlantedBreaks.Call] {
        PlantedBreaks.walk(try FaultPlan.parse(Array(PlantedBreaks.plan.utf8)))
    }

    @Test func theWalkIsFineWithoutThem() {
        #expect(whole.allSatisfy { $0.answer.status < 300 })
        #expect(Set(whole.map(\.label)).count == whole.count)
        #expect(whole.count == 26)
    }

    @Test func tenAnswersDifferAndNoOther() throws {
        let broken = try broken()
        let names = broken.flatMap(\.answer.log.faults)
        #expect(names.count == 10 && Set(names).count == 10)
        // A missing or malformed id upsets no later call: those take theirs from answers that are whole.
        #expect(broken.map(\.label) == whole.map(\.label))
        for (before, after) in zip(whole, broken) {
            let isSame =
                before.answer.status == after.answer.status && before.answer.body == after.answer.body
                && before.answer.headers == after.answer.headers
            #expect(isSame == after.answer.log.faults.isEmpty, "\(after.label)")
        }
    }

    /// Each of them breaks its answer in one place.
    @Test func eachBreaksOnePlace() throws {
        var seen: [String: [String]] = [:]
        for (before, after) in zip(whole, try broken()) {
            guard let name = after.answer.log.faults.first else { continue }
            var changes: [String] = []
            if before.answer.status != after.answer.status { changes.append("status") }
            let headers = Set(before.answer.headers).symmetricDifference(after.answer.headers).map(\.name)
            changes += Set(headers).subtracting(["Content-Length"]).sorted()
            if before.answer.body != after.answer.body {
                let (old, new) = (try JSONDocument.parse(before.answer.body), try JSONDocument.parse(after.answer.body))
                changes += differences(JSONValue(old.root), JSONValue(new.root), "")
            }
            seen[name] = changes
        }
        #expect(
            seen == [
                "wrong type of a member": ["/hydra:member/0/latitude"],
                "missing required member": ["/hydra:member"],
                "malformed date-time": ["/createdAt"],
                "malformed ULID": ["/id"],
                "value outside the enumeration": ["/status"],
                "wrong status for success": ["status"],
                "wrong media type": ["Content-Type"],
                "missing trace header": ["X-WX-Trace"],
                "more quota left than there is": ["X-RateLimit-Remaining"],
                "page that overlaps the one before": ["/hydra:member/0"],
            ]
        )
    }

    /// The pointers at which two values differ; of lists, the elements that differ as wholes where their ids do.
    private func differences(_ a: JSONValue, _ b: JSONValue, _ place: String) -> [String] {
        if a == b { return [] }
        if let old = a.memberList, let new = b.memberList, place.isEmpty || id(a) == id(b) || place == "" {
            let names = old.map(\.0) + new.map(\.0).filter { name in !old.contains { $0.0 == name } }
            return names.flatMap { name -> [String] in
                guard let left = old.first(where: { $0.0 == name })?.1,
                    let right = new.first(where: { $0.0 == name })?.1
                else { return [place + "/" + name] }
                return differences(left, right, place + "/" + name)
            }
        }
        if case .array(let old) = a, case .array(let new) = b, old.count == new.count {
            return zip(old, new).enumerated().flatMap { differences($1.0, $1.1, place + "/" + String($0)) }
        }
        return [place]
    }

    private func id(_ value: JSONValue) -> String? { value.memberList?.first { $0.0 == "id" }?.1.text }

    @Test func theOverlapIsTheLastMemberOfThePageBefore() throws {
        let pages = try broken().filter { $0.label.contains("/spaces?") }.map { call in
            try JSONDocument.parse(call.answer.body).root["hydra:member"]?.elements.compactMap { $0["id"]?.string }
                ?? []
        }
        #expect(pages.count == 4)
        #expect(pages[1].first == pages[0].last)
        #expect(pages[1].count == 20)
        #expect(Set(pages.joined()).count == pages.joined().count - 1)
    }
}
