import ContractCheck
import ExchangeModel
import JSONTree
import KadenceAPI
import Redaction
import Testing

@testable import Simulator

/// The simulator and the contract against each other. Agreement proves little; that each fault is found, more.
@Suite struct ContractAgreementTests {
    private let now = Timestamp(seconds: 1_795_455_062)

    /// A simulator without a socket, and what was said to it.
    private final class Talk {
        let api: StandInAPI
        let token: String
        var exchanges: [(number: Int, exchange: RedactedExchange)] = []
        private let now: Timestamp

        init(_ faults: FaultPlan, now: Timestamp) {
            self.now = now
            api = StandInAPI(plan: faults, seed: 1, options: SimulatorOptions(now: { now }))
            token = api.signIn()
        }

        @discardableResult
        func call(_ method: String, _ target: String, body: String? = nil, accept: String? = nil) throws -> Answer {
            var headers = ["authorization": "Bearer " + token]
            if body != nil { headers["content-type"] = "application/json" }
            headers["accept"] = accept
            let bytes = Array((body ?? "").utf8)
            let answer = api.answer(APIRequest(method: method, target: target, headers: headers, body: bytes))
            let sent = answer.reset ? [] : Array(answer.body.prefix(answer.truncateAfter ?? .max))
            let exchange = Exchange(
                startedAt: now,
                request: RequestMessage(
                    method: method,
                    url: Array(("http://127.0.0.1:8080" + target).utf8),
                    headers: HeaderList(headers.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }),
                    body: MessageBody(bytes)
                ),
                response: answer.reset
                    ? nil
                    : ResponseMessage(
                        status: answer.status,
                        headers: HeaderList(answer.headers.map { .init($0.name, $0.value) }),
                        body: MessageBody(
                            sent,
                            trueLength: sent.count,
                            isTruncated: sent.count < answer.body.count
                        )
                    ),
                failure: answer.reset ? TransportFailure(.reset, "the connection was reset") : nil
            )
            let redacted = Redactor(keys: .ephemeral()).redact(exchange)
            exchanges.append((number: exchanges.count + 1, exchange: redacted))
            return answer
        }

        func check() -> CheckResult { Kadence.checker.check(exchanges) }
    }

    private func id(_ answer: Answer) throws -> String {
        let root = try JSONDocument.parse(answer.body).root
        return try #require(root["id"]?.string ?? root["hydra:member"]?[0]?["id"]?.string)
    }

    /// Every operation, in success and in each refusal the simulator knows.
    private func everything(_ talk: Talk) throws {
        let lists = ["buildings", "floors", "spaces", "users", "bookings"]
        for name in lists {
            let id = try id(talk.call("GET", "/v1/public/\(name)?itemsPerPage=500"))
            for accept in [nil, "text/csv", "image/png"] as [String?] {
                try talk.call("GET", "/v1/public/\(name)/\(id)", accept: accept)
                try talk.call("GET", "/v1/public/\(name)?page=2", accept: accept)
            }
            try talk.call("GET", "/v1/public/\(name)/01GTBV1CT3BM8A42SEJ2J5F4EG")
            try talk.call("GET", "/v1/public/\(name)?page=0")
            try talk.call("HEAD", "/v1/public/\(name)")
        }
        let user = try id(talk.call("GET", "/v1/public/users"))
        let floor = try id(talk.call("GET", "/v1/public/floors"))
        let times = "startDateTime=2027-01-11T09:00:00&endDateTime=2027-01-11T17:00:00"
        try talk.call("GET", "/v1/public/users/\(user)/bookings")
        let space = try id(
            talk.call("GET", "/v1/public/bookable-spaces?floorId=\(floor)&userId=\(user)&\(times)")
        )
        try talk.call("GET", "/v1/public/bookable-spaces?floorId=\(floor)")
        let form =
            #"{"userId":"\#(user)","spaceId":"\#(space)","startDateTime":"2027-01-11T09:00:00","#
            + #""endDateTime":"2027-01-11T17:00:00"}"#
        for cancelled in [false, true] {
            let booking = try id(talk.call("POST", "/v1/public/bookings", body: form))
            try talk.call("POST", "/v1/public/bookings", body: form)
            let acts = cancelled ? ["cancel", "cancel"] : ["check-out", "check-in", "check-in", "check-out", "cancel"]
            for act in acts {
                try talk.call("POST", "/v1/public/bookings/\(booking)/\(act)", body: #"{"userId":"\#(user)"}"#)
            }
        }
        try talk.call("POST", "/v1/public/bookings", body: "{")
        try talk.call("POST", "/v1/public/bookings", body: "{}")
    }

    @Test func everyAnswerKeepsTheContract() throws {
        let talk = Talk(.none, now: now)
        try everything(talk)
        let result = talk.check()
        // 406 is nobody's promise, so it may be said, as information.
        let found = result.findings.filter { !($0.rule == "status.unknown" && $0.status == 406) }
        #expect(found.isEmpty, "\(FindingFormat.text(result))")
        #expect(result.coverage.operationsSeen.count == 16)
        #expect(result.verdict(failOn: [.warning, .document, .client, .notEvaluable]).exitCode == 0)
        let statuses = Set(result.coverage.statusesByOperation.values.flatMap { $0 })
        #expect(statuses.isSuperset(of: [200, 201, 400, 404, 406, 422]))
    }

    /// Each kind of fault, and what the check says of it.
    @Test(arguments: [
        ("{ wrongType: /hydra:member/0/id }", "kadence.identifier.type", Blame.api, Int32(1)),
        ("{ wrongType: /hydra:member/0/startDate }", "kadence.date-time.type", .api, 1),
        ("{ wrongType: /hydra:member/0/userId }", "kadence.relation.type", .api, 1),
        ("{ wrongType: /hydra:member }", "kadence.collection.member-type", .api, 1),
        ("{ wrongType: '' }", "kadence.collection.type", .api, 1),
        ("{ missing: /hydra:member }", "kadence.collection.member", .api, 1),
        ("{ wrongType: /hydra:totalItems }", "kadence.collection.total-type", .api, 1),
        ("{ status: 503 }", "status.server-error", .api, 0),
        ("{ status: 429 }", "inconclusive.quota", .inconclusive, 4),
        ("{ status: 401 }", "inconclusive.sign-in", .inconclusive, 4),
        ("{ truncate: 40 }", "inconclusive.transport", .inconclusive, 4),
        ("{ reset: true }", "inconclusive.transport", .inconclusive, 4),
    ])
    func everyFaultIsFound(effect: String, rule: String, blame: Blame, exitCode: Int32) throws {
        let plan = try FaultPlan.parse(
            Array("faults:\n  - when: { operation: GET /v1/public/bookings }\n    then: \(effect)\n".utf8)
        )
        let talk = Talk(plan, now: now)
        try talk.call("GET", "/v1/public/bookings")
        try talk.call("GET", "/v1/public/buildings")
        let result = talk.check()
        #expect(result.findings.map(\.rule) == [rule], "\(FindingFormat.text(result))")
        #expect(result.findings.map(\.blame) == [blame])
        #expect(result.findings.first?.samples.map(\.exchange) == [1])
        #expect(result.verdict().exitCode == exitCode)
    }

    @Test func theSpentQuotaIsNobodysFault() throws {
        var options = SimulatorOptions(now: { now })
        options.quotaLimit = 0
        let api = StandInAPI(plan: .none, seed: 1, options: options)
        let answer = api.get("/v1/public/bookings", api.signIn())
        #expect(answer.status == 429)
        #expect(answer.headers.contains(APIReply.Field(name: "X-RateLimit-Remaining", value: "0")))
    }
}
