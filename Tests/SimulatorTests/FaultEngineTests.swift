import ExchangeModel
import JSONTree
import Testing

@testable import Simulator

@Suite struct FaultEngineTests {
    private func subject(
        _ number: Int,
        operation: Operation = .getBooking,
        node: String = "node-1",
        page: Int = 1,
        tokenAge: Int? = 0,
        connection: ConnectionUse = .new,
        concurrency: Int = 1,
        token: String? = nil
    ) -> FaultEngine.Subject {
        FaultEngine.Subject(
            operation: operation.rawValue,
            method: operation.method,
            path: "/v1/public/bookings/X",
            page: page,
            node: node,
            token: token,
            tokenAge: tokenAge,
            connection: connection,
            concurrency: concurrency,
            number: number
        )
    }

    /// The numbers of the requests, of 1 … count, on which the conditions let a rule fire.
    private func fired(
        _ count: Int,
        seed: UInt64 = 1,
        change: (inout FaultEngine.Subject) -> Void = { _ in },
        _ set: (inout FaultConditions) -> Void
    ) -> [Int] {
        var when = FaultConditions()
        set(&when)
        var then = FaultEffects()
        then.status = 503
        var engine = FaultEngine(plan: FaultPlan(rules: [FaultRule(name: "r", when: when, then: then)]), seed: seed)
        return (1...count).filter { number in
            var subject = subject(number)
            change(&subject)
            return engine.next(subject).error != nil
        }
    }

    @Test func everyNthCountsOnlyWhatMeetsTheOtherConditions() {
        #expect(fired(10) { $0.every = 3 } == [3, 6, 9])
        let onlyEven = fired(12, change: { $0.page = $0.number % 2 == 0 ? 2 : 1 }) {
            $0.every = 2
            $0.page = 2...2
        }
        #expect(onlyEven == [4, 8, 12])
    }

    @Test func aRangeOfPagesAndAConcurrencyAreThresholds() {
        #expect(fired(6, change: { $0.page = $0.number }) { $0.page = 4...Int.max } == [4, 5, 6])
        #expect(fired(4, change: { $0.concurrency = $0.number }) { $0.concurrency = 3 } == [3, 4])
    }

    /// Calls in order, each by a token; which of them the rule fires on.
    private func firedAfter(_ calls: [(Operation, token: String?, isSuccess: Bool)]) -> [Int] {
        var when = FaultConditions()
        when.operation = Operation.getBooking.rawValue
        when.after = [Operation.listUsers.rawValue, Operation.listFloors.rawValue]
        var then = FaultEffects()
        then.status = 500
        var engine = FaultEngine(plan: FaultPlan(rules: [FaultRule(name: "r", when: when, then: then)]), seed: 1)
        var fired: [Int] = []
        for (place, call) in calls.enumerated() {
            let subject = subject(place, operation: call.0, token: call.token)
            if engine.next(subject).error != nil { fired.append(place) }
            engine.answered(subject, isSuccess: call.isSuccess)
        }
        return fired
    }

    @Test func aRuleRemembersWhatATokenCalledSinceItsOwnOperation() {
        let users = (Operation.listUsers, token: "a" as String?, isSuccess: true)
        let floors = (Operation.listFloors, token: "a" as String?, isSuccess: true)
        let other = (Operation.listSpaces, token: "a" as String?, isSuccess: true)
        let booking = (Operation.getBooking, token: "a" as String?, isSuccess: true)
        // In any order, with others between, again in the next pass, and not where one is lacking.
        #expect(firedAfter([booking, users, other, floors, booking, booking]) == [4])
        #expect(firedAfter([floors, users, booking, users, floors, booking]) == [2, 5])
        #expect(firedAfter([users, floors, booking, users, booking, floors, booking]) == [2])
        // Failed calls don't count, other tokens' neither, nor calls without one.
        #expect(firedAfter([users, (.listFloors, "a", false), booking]).isEmpty)
        #expect(firedAfter([users, (.listFloors, "b", true), booking, (.getBooking, "b", true)]).isEmpty)
        #expect(firedAfter([(.listUsers, nil, true), (.listFloors, nil, true), (.getBooking, nil, true)]).isEmpty)
    }

    @Test func probabilityIsSeededAndNearItsValue() {
        let first = fired(2_000) { $0.probability = 0.3 }
        #expect(first == fired(2_000) { $0.probability = 0.3 })
        #expect(first != fired(2_000, seed: 2) { $0.probability = 0.3 })
        #expect((520...680).contains(first.count))
        #expect(fired(50) { $0.probability = 0 }.isEmpty)
        #expect(fired(50) { $0.probability = 1 }.count == 50)
        let own = fired(100) {
            $0.probability = 0.5
            $0.seed = 4
        }
        let sameOwn = fired(100, seed: 77) {
            $0.probability = 0.5
            $0.seed = 4
        }
        #expect(own == sameOwn)
    }

    @Test func aRuleDrawsTheSameWhateverOthersDo() {
        func outcomes(_ plan: FaultPlan) -> [Bool] {
            var engine = FaultEngine(plan: plan, seed: 5)
            return (1...200).map { engine.next(subject($0)).names.contains("a") }
        }
        var half = FaultConditions()
        half.probability = 0.5
        var then = FaultEffects()
        then.status = 500
        let rule = FaultRule(name: "a", when: half, then: then)
        let other = FaultRule(name: "b", when: half, then: then)
        #expect(outcomes(FaultPlan(rules: [rule])) == outcomes(FaultPlan(rules: [rule, other])))
    }

    @Test func conditionsLookAtTheRequest() {
        #expect(fired(3) { $0.requests = 2...2 } == [2])
        #expect(fired(1) { $0.operation = Operation.listBookings.rawValue }.isEmpty)
        #expect(fired(1) { $0.operation = Operation.getBooking.rawValue } == [1])
        #expect(fired(1) { $0.method = "POST" }.isEmpty)
        #expect(fired(1) { $0.path = "/v1/*/bookings/*" } == [1])
        #expect(fired(1) { $0.path = "/v1/public/bookings" }.isEmpty)
        #expect(fired(1) { $0.node = "node-2" }.isEmpty)
        #expect(fired(1) { $0.connection = .reused }.isEmpty)
        #expect(fired(1, change: { $0.connection = .reused }) { $0.connection = .reused } == [1])
        #expect(fired(4, change: { $0.tokenAge = $0.number * 10 }) { $0.tokenAge = 20...30 } == [2, 3])
        #expect(fired(2, change: { $0.tokenAge = nil }) { $0.tokenAge = 0...Int.max }.isEmpty)
    }

    @Test func starsMatchAnyRun() {
        func matches(_ pattern: String, _ path: String) -> Bool {
            PathPattern.matches(Array(pattern.utf8), Array(path.utf8))
        }
        #expect(matches("*", "") && matches("/a*c", "/abc") && matches("/a*c", "/ac") && matches("/a*c*", "/abcd"))
        #expect(matches("*a*b", "xaxaxb") && !matches("*a*b", "xaxaxc") && !matches("/a", "/ab"))
        let hostile = String(repeating: "a", count: 20_000)
        #expect(!matches("*a*a*a*a*a*b", hostile))
    }

    @Test func faultsJoin() {
        var slow = FaultEffects()
        slow.delayMilliseconds = 400_000
        var down = FaultEffects()
        down.status = 502
        down.description = "first"
        var other = FaultEffects()
        other.status = 500
        other.delayMilliseconds = 400_000
        let rules = [("slow", slow), ("down", down), ("other", other)].map { FaultRule(name: $0.0, then: $0.1) }
        var engine = FaultEngine(plan: FaultPlan(rules: rules), seed: 1)
        let outcome = engine.next(subject(1))
        #expect(outcome.names == ["slow", "down", "other"])
        #expect(outcome.error == .fault(status: 502, title: nil, description: "first"))
        #expect(outcome.delayMilliseconds == FaultPlan.longestDelay)
    }

    @Test func bodiesBreakInOnePlace() {
        let body: JSONValue = [
            "a": "text", "b": [["id": "x", "n": 1], ["id": "y"]], "c": 2.5, "d": true, "e": nil, "f": [:],
        ]
        func retyped(_ pointer: String) -> String {
            BodyFault.retype(body, at: JSONPointer(parsing: pointer)?.tokens[...] ?? []).text
        }
        func without(_ pointer: String) -> String {
            BodyFault.remove(body, at: JSONPointer(parsing: pointer)?.tokens[...] ?? []).text
        }
        let rest = #","c":2.5,"d":true,"e":null,"f":{}}"#
        #expect(retyped("/a") == #"{"a":12345,"b":[{"id":"x","n":1},{"id":"y"}]"# + rest)
        #expect(retyped("/b/1/id") == #"{"a":"text","b":[{"id":"x","n":1},{"id":12345}]"# + rest)
        #expect(retyped("/b/0/n") == #"{"a":"text","b":[{"id":"x","n":"1"},{"id":"y"}]"# + rest)
        #expect(retyped("/b") == #"{"a":"text","b":{}"# + rest)
        #expect(retyped("/d").contains(#""d":"true""#))
        #expect(retyped("/e").contains(#""e":0"#))
        #expect(retyped("/f").contains(#""f":[]"#))
        #expect(retyped("/nowhere/1") == body.text)
        #expect(without("/b/0") == #"{"a":"text","b":[{"id":"y"}]"# + rest)
        #expect(without("/b/0/id") == #"{"a":"text","b":[{"n":1},{"id":"y"}]"# + rest)
        #expect(without("/b/7") == body.text)
        #expect(without("") == body.text)
    }
}
