import ExchangeModel
import Foundation
import JSONTree
import Synchronization
import Testing

@testable import Simulator

/// Faults as a client meets them on the wire.
@Suite(.serialized) struct FaultDeliveryTests {
    private func plan(_ yaml: String) throws -> FaultPlan {
        try FaultPlan.parse(Array(yaml.utf8))
    }

    @Test func aStatusComesInsteadOfTheOperation() async throws {
        let faults = try plan(
            """
            faults:
              - when: { operation: POST /v1/public/bookings, every: 2 }
                then: { status: 503, title: Sorry, description: Upstream unavailable }
            """
        )
        try await withKadence(faults: faults) { kadence in
            let client = try await TestClient(kadence)
            let user = try #require(try await client.get("/v1/public/users").ids.first)
            let building = try #require(try await client.get("/v1/public/buildings").ids.first)
            let form =
                #"{"userId":"\#(user)","buildingId":"\#(building)","startDateTime":"2027-01-11T09:00:00","#
                + #""endDateTime":"2027-01-11T17:00:00"}"#
            var statuses: [Int] = []
            var last: Seen?
            for _ in 1...4 {
                let answer = try await client.post("/v1/public/bookings", form)
                statuses.append(answer.status)
                last = answer
            }
            #expect(statuses == [201, 503, 201, 503])
            #expect(try last?.string("/hydra:title") == "Sorry")
            #expect(try last?.string("/hydra:description") == "Upstream unavailable")
            #expect(last?.headers["x-wx-trace"]?.count == 32)
            #expect(try await client.get("/v1/public/bookings").int("/hydra:totalItems") == 122)
        }
    }

    @Test func aQuotaFaultAndTheRealQuotaLookTheSame() async throws {
        let faults = try plan("faults:\n  - when: { requests: { from: 2, to: 2 } }\n    then: { status: 429 }\n")
        let time = Mutex(Timestamp(seconds: 1_795_455_062))
        var options = SimulatorOptions(now: { time.withLock { $0 } })
        options.quotaLimit = 3
        try await withKadence(faults: faults, options: options) { kadence in
            let client = try await TestClient(kadence)
            let fault = try await client.get("/v1/public/buildings")
            #expect(fault.status == 429)
            #expect(fault.headers["x-ratelimit-remaining"] == "0")
            #expect(try await client.get("/v1/public/buildings").headers["x-ratelimit-remaining"] == "1")
            #expect(try await client.get("/v1/public/buildings").headers["x-ratelimit-remaining"] == "0")
            let real = try await client.get("/v1/public/buildings")
            #expect(real.status == 429)
            #expect(real.text == fault.text)
            #expect(real.headers["x-ratelimit-retry-after"] == "1795456800")
            time.withLock { $0 = Timestamp(seconds: 1_795_456_800) }
            let after = try await client.get("/v1/public/buildings")
            #expect(after.status == 200)
            #expect(after.headers["x-ratelimit-remaining"] == "2")
        }
    }

    @Test func aWindowOfTheQuotaHasTheLengthAsked() async throws {
        let time = Mutex(Timestamp(seconds: 1_795_455_062))
        var options = SimulatorOptions(now: { time.withLock { $0 } })
        options.quotaLimit = 1
        options.quotaWindow = 5
        try await withKadence(options: options) { kadence in
            let client = try await TestClient(kadence)
            #expect(try await client.get("/v1/public/buildings").headers["x-ratelimit-retry-after"] == "1795455065")
            #expect(try await client.get("/v1/public/buildings").status == 429)
            time.withLock { $0 = Timestamp(seconds: 1_795_455_065) }
            let after = try await client.get("/v1/public/buildings")
            #expect(after.status == 200)
            #expect(after.headers["x-ratelimit-retry-after"] == "1795455070")
        }
    }

    @Test(arguments: [Int.min, 0, Int.max]) func aSenselessWindowStillAnswers(length: Int) {
        var window = QuotaWindow(limit: 1, length: length)
        let isTaken = window.take(at: Timestamp(microseconds: .max))
        #expect(isTaken)
        let fields = window.fields(at: Timestamp(microseconds: .min))
        #expect(fields.count == 3)
    }

    /// The guide's own example of a reset lies in 1988; others are absent or absurd.
    @Test func quotaHeadersCanMislead() async throws {
        let faults = try plan(
            """
            faults:
              - when: { operation: listFloors }
                then: { setHeader: { name: X-RateLimit-Retry-After, value: 596505600 } }
              - when: { operation: listSpaces }
                then: { status: 429, setHeader: { name: X-RateLimit-Retry-After, value: soon } }
              - when: { operation: listBuildings }
                then: { dropHeader: X-RateLimit-Retry-After }
            """
        )
        try await withKadence(faults: faults) { kadence in
            let client = try await TestClient(kadence)
            let name = "x-ratelimit-retry-after"
            #expect(try await client.get("/v1/public/floors").headers[name] == "596505600")
            let refused = try await client.get("/v1/public/spaces")
            #expect(refused.status == 429)
            #expect(refused.headers[name] == "soon")
            #expect(try await client.get("/v1/public/buildings").headers[name] == nil)
        }
    }

    @Test(.timeLimit(.minutes(1))) func callsThatOverlapAreTold() async throws {
        let faults = try plan(
            """
            faults:
              - when: { operation: listFloors }
                then: { delay: 600000 }
              - when: { concurrency: 2 }
                then: { status: 503 }
            """
        )
        let (answers, announce) = AsyncStream.makeStream(of: String.self)
        let options = SimulatorOptions(onAnswer: { announce.yield($0.target) })
        let kadence = try await SimulatedKadence.start(faults: faults, options: options)
        // Each on a connection of its own, one after the other: none overlaps.
        for _ in 1...20 { #expect(try await TestClient(kadence).get("/v1/public/buildings").status == 200) }
        let client = try await TestClient(kadence)
        async let held = try? client.get("/v1/public/floors")
        for await target in answers where target == "/v1/public/floors" { break }
        #expect(try await client.get("/v1/public/buildings").status == 503)
        await kadence.stop()
        #expect(await held == nil)
    }

    @Test func threeEarlierCallsBringAFailureAbout() async throws {
        let faults = try plan(
            """
            faults:
              - when: { operation: listBookings, after: [listUsers, listFloors, listBuildings] }
                then: { status: 500 }
            """
        )
        try await withKadence(faults: faults) { kadence in
            let client = try await TestClient(kadence)
            func pass(_ names: [String]) async throws -> Int {
                for name in names { _ = try await client.get("/v1/public/" + name) }
                return try await client.get("/v1/public/bookings").status
            }
            #expect(try await pass(["users", "spaces", "floors", "buildings"]) == 500)
            #expect(try await pass(["users", "spaces", "buildings"]) == 200)
            #expect(try await pass(["floors"]) == 200)
            #expect(try await pass(["buildings", "floors", "users"]) == 500)
        }
    }

    @Test func bodiesComeWithAWrongTypeOrWithoutAField() async throws {
        let faults = try plan(
            """
            faults:
              - when: { operation: GET /v1/public/floors }
                then: { wrongType: /hydra:member/1/name, missing: /hydra:totalItems }
              - when: { operation: GET /v1/public/spaces, page: 2 }
                then: { missing: /hydra:member/0 }
            """
        )
        try await withKadence(faults: faults) { kadence in
            let client = try await TestClient(kadence)
            let floors = try await client.get("/v1/public/floors")
            #expect(floors.status == 200)
            #expect(floors.headers["content-length"] == String(floors.body.count))
            #expect(try floors.int("/hydra:member/1/name") == 12_345)
            #expect(try floors.string("/hydra:member/0/name") == "Ground Floor")
            #expect(try floors.json.root["hydra:totalItems"] == nil)
            #expect(try await client.get("/v1/public/spaces?itemsPerPage=10").ids.count == 10)
            #expect(try await client.get("/v1/public/spaces?itemsPerPage=10&page=2").ids.count == 9)
        }
    }

    @Test func aDelayHoldsTheAnswerBack() async throws {
        let faults = try plan("faults:\n  - when: { path: /v1/*/floors }\n    then: { delay: 120 }\n")
        try await withKadence(faults: faults) { kadence in
            let client = try await TestClient(kadence)
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try await client.get("/v1/public/floors").status == 200)
            #expect(clock.now - start >= .milliseconds(120))
        }
    }

    @Test(.timeLimit(.minutes(1))) func stopDoesNotWaitForALongDelay() async throws {
        let faults = try plan("faults:\n  - when: { path: /v1/public/floors }\n    then: { delay: 600000 }\n")
        let kadence = try await SimulatedKadence.start(faults: faults)
        let client = try await TestClient(kadence)
        async let held = try? client.get("/v1/public/floors")
        // The answer's turn has come when a later request has been answered.
        _ = try await client.get("/v1/public/buildings")
        await kadence.stop()
        #expect(await held == nil)
    }

    @Test func aTruncatedAnswerAnnouncesMoreThanItSends() async throws {
        let faults = try plan("faults:\n  - when: { path: /v1/public/floors }\n    then: { truncate: 100 }\n")
        try await withKadence(faults: faults) { kadence in
            let token = try await TestClient(kadence).token ?? ""
            let socket = try RawSocket(port: kadence.port)
            defer { socket.close() }
            socket.send("GET /v1/public/floors HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
            let (bytes, error) = await socket.readToEnd()
            #expect(error == 0)
            let text = String(decoding: bytes, as: UTF8.self)
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            #expect(parts.count == 2)
            #expect(parts.first?.hasPrefix("HTTP/1.1 200 OK") == true)
            #expect(parts.last?.utf8.count == 100)
            let length = text.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            #expect((length?.dropFirst(16)).flatMap { Int($0) } ?? 0 > 100)
        }
    }

    @Test func aTruncationAtNothingSendsTheHeadOnly() async throws {
        let faults = try plan("faults:\n  - when: { path: /v1/public/floors }\n    then: { truncate: 0 }\n")
        try await withKadence(faults: faults) { kadence in
            let token = try await TestClient(kadence).token ?? ""
            let socket = try RawSocket(port: kadence.port)
            defer { socket.close() }
            socket.send("GET /v1/public/floors HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
            let (bytes, _) = await socket.readToEnd()
            #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\n"))
        }
    }

    @Test func aResetIsAReset() async throws {
        let faults = try plan("faults:\n  - when: { path: /v1/public/floors }\n    then: { reset: true }\n")
        try await withKadence(faults: faults) { kadence in
            let socket = try RawSocket(port: kadence.port)
            defer { socket.close() }
            socket.send("GET /v1/public/floors HTTP/1.1\r\nHost: x\r\n\r\n")
            let (bytes, error) = await socket.readToEnd()
            #expect(bytes.isEmpty)
            #expect(error == ECONNRESET)
        }
    }

    @Test func reusedConnectionsAreToldFromNewOnes() async throws {
        let faults = try plan("faults:\n  - when: { connection: reused }\n    then: { status: 500 }\n")
        try await withKadence(faults: faults) { kadence in
            let request = "GET /v1/public/floors HTTP/1.1\r\nHost: x\r\n"
            for _ in 1...2 {
                let socket = try RawSocket(port: kadence.port)
                defer { socket.close() }
                socket.send(request + "\r\n" + request + "Connection: close\r\n\r\n")
                let text = String(decoding: await socket.readToEnd().bytes, as: UTF8.self)
                let statuses = text.split(separator: "\r\n").filter {
                    $0.hasPrefix("HTTP/1.1 ") || $0.contains("}HTTP/1.1 ")
                }
                .compactMap { $0.split(separator: "HTTP/1.1 ").last?.prefix(3) }
                #expect(statuses == ["401", "500"])
            }
        }
    }

    /// The same plan against the same calls fails the same ones, whichever company it is; another seed, others.
    @Test func probabilityFollowsItsSeed() async throws {
        func statuses(_ ruleSeed: Int, company: UInt64) async throws -> [Int] {
            let faults = try plan(
                "faults:\n  - when: { path: /v1/public/floors, probability: 0.5, seed: \(ruleSeed) }\n"
                    + "    then: { status: 503 }\n"
            )
            let kadence = try await SimulatedKadence.start(faults: faults, seed: company)
            let client = try await TestClient(kadence)
            var seen: [Int] = []
            for _ in 0..<24 { seen.append(try await client.get("/v1/public/floors").status) }
            await kadence.stop()
            return seen
        }
        let first = try await statuses(4, company: 1)
        #expect(Set(first) == [200, 503])
        #expect(try await statuses(4, company: 9) == first)
        #expect(try await statuses(5, company: 1) != first)
    }

    @Test func tokenAgeCounts() async throws {
        let faults = try plan("faults:\n  - when: { tokenAge: { atLeast: 3600 } }\n    then: { status: 502 }\n")
        let time = Mutex(Timestamp(seconds: 1_795_400_000))
        try await withKadence(faults: faults, options: SimulatorOptions(now: { time.withLock { $0 } })) { kadence in
            let client = try await TestClient(kadence)
            #expect(try await client.get("/v1/public/floors").status == 200)
            time.withLock { $0 = $0.advanced(by: .seconds(3_600)) }
            #expect(try await client.get("/v1/public/floors").status == 502)
            #expect(try await TestClient(kadence).get("/v1/public/floors").status == 200)
        }
    }

    @Test func theAccessLogNamesTheFaults() async throws {
        let log = Mutex<[AnsweredRequest]>([])
        let faults = try plan(
            "faults:\n  - name: broken\n    when: { path: /v1/public/floors }\n    then: { status: 500 }\n"
        )
        let options = SimulatorOptions(onAnswer: { line in log.withLock { $0.append(line) } })
        try await withKadence(faults: faults, options: options) { kadence in
            let client = try await TestClient(kadence)
            let answer = try await client.get("/v1/public/floors?page=1")
            let lines = log.withLock { $0 }
            #expect(lines.map(\.status) == [200, 500])
            #expect(lines.last?.target == "/v1/public/floors?page=1")
            #expect(lines.last?.faults == ["broken"])
            #expect(lines.last?.traceID == answer.headers["x-wx-trace"])
            #expect(lines.last?.node == answer.headers["x-served-by"])
        }
    }
}
