import APIDocument
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
        func call(
            _ method: String,
            _ target: String,
            body: String? = nil,
            bytes: [UInt8]? = nil,
            type: String = "application/json",
            accept: String? = nil
        ) throws -> Answer {
            var headers = ["authorization": "Bearer " + token]
            let bytes = bytes ?? body.map { Array($0.utf8) } ?? []
            if !bytes.isEmpty { headers["content-type"] = type }
            headers["accept"] = accept
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
        let lists = ["buildings", "floors", "neighborhoods", "spaces", "users", "bookings", "visits", "visitors"]
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
        try availability(talk, user: user)
        try writesToUsers(talk, user: user)
    }

    /// Days and passes: of each building, on open and on closed days, and refused.
    private func availability(_ talk: Talk, user: String) throws {
        let buildings = try JSONDocument.parse(talk.call("GET", "/v1/public/buildings").body).root["hydra:member"]
        for building in buildings?.elements.compactMap({ $0["id"]?.string }) ?? [] {
            for accept in [nil, "text/csv"] as [String?] {
                try talk.call("GET", "/v1/public/bookable-days?buildingId=\(building)&userId=\(user)", accept: accept)
                for day in ["2027-01-11", "2026-11-28", "2026-12-25"] {
                    let times = "startDateTime=\(day)T09:00:00&endDateTime=\(day)T17:00:00"
                    let path = "/v1/public/bookable-onsite-passes?buildingId=\(building)&" + times
                    try talk.call("GET", path, accept: accept)
                }
            }
        }
        try talk.call("GET", "/v1/public/bookable-days/2026-11-25")
        try talk.call("GET", "/v1/public/bookable-days/2026-11-28")
        try talk.call("GET", "/v1/public/bookable-days?userId=\(user)")
        try talk.call("GET", "/v1/public/bookable-days?userId=\(user)&buildingId=01GTBV1CT3BM8A42SEJ2J5F4EG")
        try talk.call("GET", "/v1/public/bookable-onsite-passes?startDateTime=2027-01-11T09:00:00")
        let anywhere = "buildingId=01GTBV1CT3BM8A42SEJ2J5F4EG&startDateTime=2027-01-11T09:00:00"
        try talk.call("GET", "/v1/public/bookable-onsite-passes?\(anywhere)&endDateTime=2027-01-11T17:00:00")
    }

    private func writesToUsers(_ talk: Talk, user: String) throws {
        let patch = "application/merge-patch+json"
        let form = "multipart/form-data; boundary=b0undary"
        for path in ["/v1/public/users/\(user)", "/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG"] {
            try talk.call("PATCH", path, body: #"{"jobTitle":null,"locationLatitude":null}"#, type: patch)
            try talk.call("POST", path + "/photo", bytes: MultipartText.form(MultipartText.png), type: form)
        }
        let (path, photo) = ("/v1/public/users/\(user)", "/v1/public/users/\(user)/photo")
        try talk.call("PATCH", path, body: #"{"biography":"new"}"#, type: patch, accept: "text/csv")
        try talk.call("PATCH", path, body: #"{"firstName":7}"#, type: patch)
        try talk.call("PATCH", path, body: #"{"firstName":""}"#, type: patch)
        try talk.call("PATCH", path, body: "{}", type: "application/json")
        try talk.call("POST", photo, bytes: MultipartText.form(MultipartText.png), type: form, accept: "text/csv")
        try talk.call("POST", photo, bytes: MultipartText.form([]), type: form)
        try talk.call("POST", photo, body: "--", type: form)
        try talk.call("POST", photo, body: "{}")
    }

    @Test func everyAnswerKeepsTheContract() throws {
        let talk = Talk(.none, now: now)
        try everything(talk)
        let result = talk.check()
        // 406 is nobody's promise, so it may be said, as information. The requests that are refused were wrong on
        // purpose: that, too, is said, and of nobody but the client.
        let found = result.findings.filter { finding in
            let isRefused = finding.blame == .client && [400, 415, 422].contains(finding.status ?? 0)
            return !isRefused && !(finding.rule == "status.unknown" && finding.status == 406)
        }
        #expect(found.isEmpty, "\(FindingFormat.text(result))")
        #expect(result.findings.contains { $0.blame == .client })
        #expect(result.coverage.operationsSeen.count == 27)
        #expect(result.verdict(failOn: [.warning, .document, .notEvaluable]).exitCode == 0)
        let statuses = Set(result.coverage.statusesByOperation.values.flatMap { $0 })
        #expect(statuses.isSuperset(of: [200, 201, 204, 400, 404, 406, 415, 422]))
    }

    /// Each kind of fault, and what the check says of it.
    @Test(arguments: [
        ("{ wrongType: /hydra:member/0/id }", "schema.response-body", Blame.api, Int32(1)),
        ("{ wrongType: /hydra:member/0/startDate }", "schema.response-body", .api, 1),
        ("{ wrongType: /hydra:member/0/userId }", "schema.response-body", .api, 1),
        ("{ wrongType: /hydra:member }", "schema.response-body", .api, 1),
        ("{ wrongType: '' }", "schema.response-body", .api, 1),
        ("{ missing: /hydra:member }", "schema.response-body", .api, 1),
        ("{ wrongType: /hydra:totalItems }", "schema.response-body", .api, 1),
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

    /// Ten breaks of ten kinds are ten findings, each the API's; the same walk without them has none.
    @Test func tenPlantedBreaksAreTenFindings() throws {
        let whole = Kadence.checker.check(PlantedBreaks.recordings(.none))
        #expect(whole.findings.isEmpty, "\(FindingFormat.text(whole))")
        let plan = try FaultPlan.parse(Array(PlantedBreaks.plan.utf8))
        let result = Kadence.checker.check(PlantedBreaks.recordings(plan))
        #expect(result.findings.count == 10, "\(FindingFormat.text(result))")
        #expect(result.findings.allSatisfy { $0.blame == .api })
        // Each in the answer that its rule broke.
        let broken = PlantedBreaks.walk(plan).enumerated().filter { !$1.answer.log.faults.isEmpty }.map {
            $0.offset + 1
        }
        #expect(Set(result.findings.flatMap { $0.samples.map(\.exchange) }) == Set(broken))
        #expect(result.verdict().exitCode == 1)
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
