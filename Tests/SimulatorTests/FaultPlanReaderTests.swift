import JSONTree
import Testing

@testable import Simulator

@Suite struct FaultPlanReaderTests {
    private func parse(_ text: String) throws(FaultPlanError) -> FaultPlan {
        try FaultPlan.parse(Array(text.utf8))
    }

    private func refusal(_ text: String) -> FaultPlanError? {
        do {
            _ = try parse(text)
            return nil
        } catch {
            return error
        }
    }

    @Test func everyNameIsRead() throws {
        let plan = try parse(
            """
            seed: 9
            faults:
              - name: all of it
                when:
                  operation: GET /v1/public/bookings
                  method: get
                  path: /v1/public/*
                  page: 2
                  node: node-2
                  tokenAge: { atLeast: 60, atMost: 120 }
                  connection: reused
                  requests: { from: 3 }
                  concurrency: 3
                  after: [listUsers, "GET /v1/public/floors/{id}"]
                  every: 4
                  probability: 0.25
                  seed: 11
                then:
                  status: 503
                  title: T
                  description: D
                  delay: 5
                  truncate: 7
                  reset: true
                  wrongType: /hydra:member/0/id
                  missing: /hydra:totalItems
            """
        )
        #expect(plan.seed == 9)
        let rule = try #require(plan.rules.first)
        #expect(rule.name == "all of it")
        #expect(rule.when.operation == "GET /v1/public/bookings")
        #expect(rule.when.method == "GET")
        #expect(rule.when.path == "/v1/public/*")
        #expect(rule.when.page == 2...2)
        #expect(rule.when.concurrency == 3)
        #expect(rule.when.after == ["GET /v1/public/users", "GET /v1/public/floors/{id}"])
        #expect(rule.when.node == "node-2")
        #expect(rule.when.tokenAge == 60...120)
        #expect(rule.when.connection == .reused)
        #expect(rule.when.requests == 3...Int.max)
        #expect(rule.when.every == 4)
        #expect(rule.when.probability == 0.25)
        #expect(rule.when.seed == 11)
        #expect(rule.then.status == 503)
        #expect(rule.then.title == "T")
        #expect(rule.then.description == "D")
        #expect(rule.then.delayMilliseconds == 5)
        #expect(rule.then.truncateAfter == 7)
        #expect(rule.then.reset)
        #expect(rule.then.wrongType == JSONPointer(["hydra:member", "0", "id"]))
        #expect(rule.then.missing == JSONPointer(["hydra:totalItems"]))
    }

    @Test func aPageIsANumberOrARange() throws {
        func page(_ text: String) throws -> ClosedRange<Int>? {
            try parse("faults:\n  - when: { page: \(text) }\n    then: { reset: true }\n").rules.first?.when.page
        }
        #expect(try page("3") == 3...3)
        #expect(try page("{ atLeast: 4 }") == 4...Int.max)
        #expect(try page("{ atLeast: 2, atMost: 5 }") == 2...5)
        #expect(try page("{ atMost: 2 }") == 1...2)
    }

    @Test func anEmptyListIsNoFault() throws {
        #expect(try parse("faults: []\n") == .none)
    }

    @Test func whatIsNotKnownIsRefusedWithItsLine() {
        let unknownKey = refusal("faults:\n  - when:\n      probabilty: 0.3\n    then: { status: 503 }\n")
        #expect(unknownKey?.line == 3)
        #expect(unknownKey?.reason.contains("probabilty") == true)

        let unknownEffect = refusal("faults:\n  - then:\n      explode: true\n")
        #expect(unknownEffect?.line == 3)
        #expect("\(unknownEffect.map(\.description) ?? "")".hasPrefix("fault plan, line 3: "))

        let operation = refusal("faults:\n  - when: { operation: GET /nothing }\n    then: { status: 503 }\n")
        #expect(operation?.line == 2)
        #expect(operation?.reason.contains("GET /nothing") == true)

        #expect(refusal("faults:\n  - when:\n      every: 0\n    then: { status: 503 }\n")?.line == 3)
        #expect(refusal("faults:\n  - when:\n      probability: 1.5\n    then: { status: 503 }\n")?.line == 3)
        #expect(refusal("faults:\n  - when:\n      node: node-9\n    then: { status: 503 }\n")?.line == 3)
        #expect(
            refusal("faults:\n  - when:\n      requests: { from: 4, to: 2 }\n    then: { status: 503 }\n")?.line == 3
        )
        #expect(refusal("faults:\n  - then: { status: 200 }\n")?.line == 2)
        #expect(refusal("faults:\n  - then: { missing: nowhere }\n")?.line == 2)
        #expect(refusal("faults:\n  - then: { missing: \"\" }\n")?.line == 2)
        #expect(refusal("faults:\n  - name: lonely\n")?.reason.contains("lonely") == true)
        #expect(refusal("faults:\n  - then: {}\n") != nil)
        #expect(refusal("faults:\n  - then: { title: T }\n") != nil)
        #expect(refusal("rules: []\n")?.line == 1)
        #expect(refusal("- 1\n") != nil)
        #expect(refusal("faults: [\n") != nil)
        #expect(refusal("") != nil)
    }

    @Test(arguments: [
        "seed: 1\nseed: 2\nfaults: []\n", #"{"seed":1,"seed":2,"faults":[]}"#,
        "faults:\n  - then:\n      status: 500\n      status: 503\n",
        #"{"faults":[{"then":{"status":500,"status":503}}]}"#,
    ])
    func aNameThatStandsTwiceIsRefused(text: String) {
        let error = refusal(text)
        #expect(error?.line != nil)
        #expect(error?.reason.contains("already has") == true, "\(error?.reason ?? text)")
    }

    @Test func everyRefusalSaysWhatWouldBeRight() {
        for (text, remedy) in [
            ("faults:\n  - then: { status: 200 }\n", "from 400 to 599"),
            ("faults:\n  - when: { probability: often }\n    then: { reset: true }\n", "a number from 0 to 1"),
            ("faults:\n  - when: { connection: old }\n    then: { reset: true }\n", "new, reused"),
            (
                "faults:\n  - when: { operation: GET /v1/public/booking }\n    then: { reset: true }\n",
                "GET /v1/public/bookings"
            ),
            ("faults:\n  - when: { tokenAge: 60 }\n    then: { reset: true }\n", "atLeast, atMost"),
            ("faults:\n  - when: { page: \"> 3\" }\n    then: { reset: true }\n", "atLeast, atMost"),
            ("faults:\n  - when: { concurrency: 0 }\n    then: { reset: true }\n", "of at least 1"),
            ("faults:\n  - when: { after: [listUsers] }\n    then: { reset: true }\n", "needs an “operation”"),
            (
                "faults:\n  - when: { operation: getUser, after: listUsers }\n    then: { reset: true }\n",
                "a list of operations"
            ),
            (
                "faults:\n  - when: { operation: getUser, after: [getUser] }\n    then: { reset: true }\n",
                "the rule's own"
            ),
            ("faults:\n  - then: { missing: id }\n", "/hydra:member/0/id"),
            ("faults:\n  - then: { reset: maybe }\n", "true or false"), ("faults: 7\n", "a list of rules"),
            ("faults:\n  - then: { explode: 1 }\n", "known: status"), ("[]", "a mapping with seed, faults"),
        ] {
            let error = refusal(text)
            #expect(error?.description.contains(remedy) == true, "\(error?.description ?? text)")
            #expect(error?.line != nil, "\(text)")
        }
    }

    /// Whatever the file holds, the answer is a plan or a refusal.
    @Test func mutatedPlansDoNotCrash() {
        let seed = Array(
            "seed: 9\nfaults:\n  - name: a\n    when: { page: 2, every: 4, tokenAge: { atLeast: 6, atMost: 12 } }\n    then: { status: 503, missing: /a/0 }\n"
                .utf8
        )
        var random = SeededGenerator(seed: 5)
        for _ in 0..<600 {
            var text = seed
            for _ in 0...random.below(4) {
                let place = random.below(text.count)
                switch random.below(3) {
                case 0: text[place] = UInt8(random.below(256))
                case 1: text.remove(at: place)
                default:
                    text.insert(contentsOf: Array("9{}:-&*\n".utf8.dropFirst(random.below(7)).prefix(2)), at: place)
                }
            }
            do {
                _ = try FaultPlan.parse(text)
            } catch {
                #expect(error.description.hasPrefix("fault plan"))
            }
        }
    }

    @Test func theDemoPlanFailsOnceThenThreeOfTenTimesAndOnlyOnOneNode() throws {
        let plan = try FaultPlan.parse(FaultPlan.demoText)
        #expect(plan == FaultPlan.demo)
        // Whatever seed the company has: the plan has its own.
        for seed in [1, 2, 99] as [UInt64] {
            let api = StandInAPI(plan: plan, seed: seed, options: SimulatorOptions())
            let token = api.signIn()
            let id = try #require(api.company.bookings.first?.id)
            let answers = (0..<11).map { _ in
                // Calls in between don't shift the draws of this operation.
                _ = api.get("/v1/public/buildings", token)
                return api.get("/v1/public/bookings/" + id, token)
            }
            #expect(answers.first?.status == 503)
            #expect(answers.dropFirst().count { $0.status == 503 } == 3)
            #expect(answers.allSatisfy { $0.status == 200 || $0.log.node == "node-3" })
        }
    }

    @Test func theDemoFaultHitsAboutThreeInTen() throws {
        let api = StandInAPI(plan: .demo, seed: 1, options: SimulatorOptions())
        let token = api.signIn()
        let id = try #require(api.company.bookings.first?.id)
        let failed = (0..<1_000).count { _ in api.get("/v1/public/bookings/" + id, token).status == 503 }
        #expect((250...350).contains(failed))
    }
}

extension StandInAPI {
    /// A fresh token, taken without a socket.
    func signIn() -> String {
        let form =
            "grant_type=client_credentials&client_id=simulated-client-identifier"
            + "&client_secret=simulated-client-secret-worth-nothing&scope=public"
        let answer = answer(
            APIRequest(
                method: "POST",
                target: "/oauth2/token",
                headers: ["content-type": "application/x-www-form-urlencoded"],
                body: Array(form.utf8)
            )
        )
        return (try? JSONDocument.parse(answer.body))?.root["access_token"]?.string ?? ""
    }

    func get(_ target: String, _ token: String, connection: ConnectionUse = .new) -> Answer {
        answer(
            APIRequest(
                method: "GET",
                target: target,
                headers: ["authorization": "Bearer " + token],
                connection: connection
            )
        )
    }

    func post(_ target: String, _ token: String, _ body: String) -> Answer {
        answer(
            APIRequest(
                method: "POST",
                target: target,
                headers: ["authorization": "Bearer " + token, "content-type": "application/json"],
                body: Array(body.utf8)
            )
        )
    }
}
