import ExchangeModel
import Foundation
import JSONTree
import Synchronization
import Testing

@testable import Simulator

@Suite(.serialized) struct SimulatedKadenceTests {
    private let day = "2026-11-24"

    // MARK: Sign-in

    @Test func tokensComeForFormsAndJSON() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let token = try #require(client.token)
            #expect(token.count == 64)
            let json =
                #"{"grant_type":"client_credentials","client_id":"\#(kadence.identifier)","#
                + #""client_secret":"\#(kadence.secret)","scope":"public"}"#
            let answer = try await client.post("/oauth2/token", json)
            #expect(answer.status == 200)
            #expect(try answer.string("/token_type") == "Bearer")
            #expect(try answer.int("/expires_in") == 43_200)
            #expect(try answer.string("/access_token") != token)
            #expect(try await client.get("/v1/public/buildings").status == 200)
        }
    }

    @Test func wrongCredentialsAreRefusedInTheGuidesShape() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let type = "application/x-www-form-urlencoded"
            let wrong = try await client.post(
                "/oauth2/token",
                "grant_type=client_credentials&client_id=\(kadence.identifier)&client_secret=no&scope=public",
                type: type
            )
            #expect(wrong.status == 401)
            #expect(
                wrong.text
                    == #"{"error":"invalid_client","error_description":"Client authentication failed","#
                    + #""message":"Client authentication failed"}"#
            )
            #expect(wrong.headers["x-wx-trace"]?.count == 32)
            let grant = try await client.post("/oauth2/token", "grant_type=password", type: type)
            #expect(grant.status == 400)
            #expect(try grant.string("/error") == "unsupported_grant_type")
            let scope = try await client.post(
                "/oauth2/token",
                "grant_type=client_credentials&client_id=\(kadence.identifier)&client_secret=\(kadence.secret)&scope=all",
                type: type
            )
            #expect(try scope.string("/error") == "invalid_scope")
        }
    }

    @Test func withoutAGoodTokenNothingIsShown() async throws {
        let time = Mutex(Timestamp(seconds: 1_795_400_000))
        let options = SimulatorOptions(now: { time.withLock { $0 } })
        try await withKadence(options: options) { kadence in
            var client = try await TestClient(kadence)
            let wrong = try await client.get("/v1/public/buildings", token: "nonsense")
            #expect(wrong.status == 401)
            #expect(try wrong.string("/@type") == "hydra:Error")
            time.withLock { $0 = $0.advanced(by: .seconds(43_199)) }
            #expect(try await client.get("/v1/public/buildings").status == 200)
            time.withLock { $0 = $0.advanced(by: .seconds(1)) }
            let expired = try await client.get("/v1/public/buildings")
            #expect(expired.status == 401)
            #expect(try expired.string("/hydra:description") == "Access token has expired.")
            client.token = nil
            let none = try await client.get("/v1/public/buildings")
            #expect(none.status == 401)
            #expect(none.headers["www-authenticate"] == "Bearer")
        }
    }

    // MARK: Reading

    @Test func everyAnswerCarriesQuotaTraceNodeAndDate() async throws {
        let now = Timestamp(seconds: 1_795_455_062)  // 2026-11-23T17:31:02Z
        try await withKadence(options: SimulatorOptions(now: { now })) { kadence in
            let client = try await TestClient(kadence)
            let first = try await client.get("/v1/public/buildings")
            let missing = try await client.get("/v1/public/bookings/01GTBV1CT3BM8A42SEJ2J5F4EG")
            for (answer, left) in [(first, "2499"), (missing, "2498")] {
                #expect(answer.headers["x-ratelimit-limit"] == "2500")
                #expect(answer.headers["x-ratelimit-remaining"] == left)
                #expect(answer.headers["x-ratelimit-retry-after"] == "1795456800")
                #expect(answer.headers["x-wx-trace"]?.count == 32)
                #expect(["node-1", "node-2", "node-3"].contains(answer.headers["x-served-by"] ?? ""))
                #expect(answer.headers["date"] == "Mon, 23 Nov 2026 17:31:02 GMT")
                #expect(answer.headers["content-type"] == "application/ld+json; charset=utf-8")
            }
            #expect(first.headers["x-wx-trace"] != missing.headers["x-wx-trace"])
            #expect(missing.status == 404)
            #expect(
                missing.text
                    == #"{"@context":"/contexts/Error","@type":"hydra:Error","hydra:title":"An error occurred","#
                    + #""hydra:description":"Not Found"}"#
            )
        }
    }

    @Test func theSameSeedAndCallsGiveTheSameBytes() async throws {
        func run(_ seed: UInt64) async throws -> [String] {
            let seen = Mutex<[String]>([])
            try await withKadence(
                seed: seed,
                options: SimulatorOptions(now: { Timestamp(seconds: 1_795_400_000) })
            ) { kadence in
                let client = try await TestClient(kadence)
                for path in ["buildings", "floors", "spaces", "users", "bookings"] {
                    let answer = try await client.get("/v1/public/" + path)
                    seen.withLock { $0.append(answer.text + (answer.headers["x-wx-trace"] ?? "")) }
                }
            }
            return seen.withLock { $0 }
        }
        let first = try await run(3)
        #expect(try await run(3) == first)
        #expect(try await run(4) != first)
    }

    @Test func listsAndTheirMembersAgree() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            for name in ["buildings", "floors", "spaces", "users", "bookings"] {
                let list = try await client.get("/v1/public/\(name)?itemsPerPage=500")
                #expect(list.status == 200)
                #expect(try list.string("/@type") == "hydra:Collection")
                #expect(try list.string("/@id") == "/v1/public/" + name)
                #expect(try list.int("/hydra:totalItems") == list.ids.count)
                let id = try #require(try list.ids.last)
                let single = try await client.get("/v1/public/\(name)/\(id)")
                #expect(single.status == 200)
                #expect(try single.string("/id") == id)
                #expect(try single.string("/@id") == "/v1/public/\(name)/\(id)")
                #expect(try single.string("/@context")?.hasPrefix("/contexts/") == true)
                #expect(try await client.get("/v1/public/\(name)/01GTBV1CT3BM8A42SEJ2J5F4EG").status == 404)
            }
        }
    }

    @Test func pagesFollowEachOtherToTheEnd() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            var next: String? = "/v1/public/bookings?itemsPerPage=25&order[startDate]=asc"
                .replacing("[", with: "%5B").replacing("]", with: "%5D")
            var ids: [String] = []
            var starts: [String] = []
            var pages = 0
            while let target = next, pages < 10 {
                let answer = try await client.get(target)
                ids += try answer.ids
                starts += try answer.strings("startDate")
                next = try answer.string("/hydra:view/hydra:next")
                pages += 1
            }
            #expect(pages == 5)
            #expect(ids.count == 120 && Set(ids).count == 120)
            #expect(starts == starts.sorted())
            let first = try await client.get("/v1/public/bookings")
            #expect(try first.ids.count == 50)
            #expect(try await client.get("/v1/public/bookings?page=0").status == 400)
        }
    }

    @Test func filtersKeepWhatTheyNameAndNothingElse() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            func find(_ query: String) async throws -> Seen {
                let escaped = query.replacing("[", with: "%5B").replacing("]", with: "%5D")
                return try await client.get("/v1/public/bookings?itemsPerPage=500&" + escaped)
            }
            let after = try await find("startDateTime[after]=\(day)T09:00:00")
            let strictly = try await find("startDateTime[strictly_after]=\(day)T09:00:00")
            let before = try await find("startDateTime[strictly_before]=\(day)T09:00:00")
            let exactly = "\(day)T09:00:00+00:00"
            #expect(try after.strings("startDate").allSatisfy { $0 >= exactly })
            #expect(try after.strings("startDate").contains(exactly))
            #expect(try !strictly.strings("startDate").contains(exactly))
            #expect(try after.ids.count + before.ids.count == 120)
            let onDay = try await find("startDate=\(day)")
            #expect(try !onDay.ids.isEmpty)
            #expect(try onDay.strings("startDate").allSatisfy { $0.hasPrefix(day) })

            let cancelled = try await find("status=cancelled&type=desk")
            #expect(try Set(cancelled.strings("status")) == ["cancelled"])
            #expect(try Set(cancelled.strings("type")) == ["desk"])
            #expect(try await find("status=nonsense").status == 400)
            #expect(try await find("startDateTime[after]=yesterday").status == 400)

            let descending = try await find("order[endDate]=desc").strings("endDate")
            #expect(descending == descending.sorted(by: >))

            let buildings = try await client.get("/v1/public/buildings?city=berlin").ids
            let berlin = try #require(buildings.first)
            #expect(buildings.count == 1)
            let inBerlin = try await find("buildingId=\(berlin)")
            #expect(try Set(inBerlin.strings("building")) == ["/v1/public/buildings/" + berlin])
            // Berlin's clock is an hour ahead in winter.
            let local = try await find("buildingId=\(berlin)&startDateTime[local_after]=\(day)T10:00:00")
            let utc = try await find("buildingId=\(berlin)&startDateTime[after]=\(day)T09:00:00")
            #expect(try local.ids == utc.ids && !local.ids.isEmpty)
            let floor = try #require(try await client.get("/v1/public/floors?buildingId=\(berlin)").ids.first)
            let spaces = try await client.get("/v1/public/spaces?itemsPerPage=500&floorId=\(floor)")
            #expect(
                try spaces.json.root["hydra:member"]?.elements.allSatisfy { $0["floor"]?["id"]?.string == floor }
                    == true
            )
        }
    }

    @Test func usersAreFoundByTheirNames() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let all = try await client.get("/v1/public/users?itemsPerPage=500").strings("email")
            let email = try #require(all.first)
            #expect(try await client.get("/v1/public/users?emailExact=" + email).strings("email") == [email])
            #expect(try await client.get("/v1/public/users?emailExact=" + email.dropLast()).ids.isEmpty)
            let part = String(email.prefix { $0 != "." }) + "."
            let matching = try await client.get("/v1/public/users?email=" + part).strings("email")
            #expect(matching == all.filter { $0.contains(part) } && !matching.isEmpty)
            #expect(Set(try await client.get("/v1/public/users?firstName=amelia").strings("firstName")) == ["Amelia"])
            #expect(Set(try await client.get("/v1/public/users?lastName=Abara").strings("lastName")) == ["Abara"])
        }
    }

    @Test func csvHasALineForEachMember() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let answer = try await client.get("/v1/public/floors", accept: "text/csv")
            #expect(answer.headers["content-type"] == "text/csv; charset=utf-8")
            let lines = answer.text.split(separator: "\n")
            #expect(lines.first == "id,name,floorPlanUrl")
            #expect(lines.count == 6)
            #expect(lines.contains { $0.contains(#","Ground Floor","#) })
            let spaces = try await client.get("/v1/public/spaces", accept: "text/csv")
            #expect(spaces.text.hasPrefix("id,name,type,floor.id,floor.name,neighborhood.id,neighborhood.name,photo"))
            #expect(try await client.get("/v1/public/floors", accept: "image/png").status == 406)
        }
    }

    @Test func headIsGetWithoutItsBody() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let full = try await client.get("/v1/public/floors")
            let head = try await client.send("HEAD", "/v1/public/floors", token: client.token)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.headers["content-length"] == String(full.body.count))
            let wrong = try await client.send("DELETE", "/v1/public/floors", token: client.token)
            #expect(wrong.status == 405)
            #expect(wrong.headers["allow"] == "GET")
        }
    }

    // MARK: Starting and stopping

    @Test func itListensOnLoopbackOnly() async throws {
        for host in ["0.0.0.0", "::", "192.0.2.1", "example.com", ""] {
            await #expect(throws: SimulatorError.notLoopback(host)) {
                _ = try await SimulatedKadence.start(listen: (host, 0))
            }
        }
        await #expect(throws: SimulatorError.portOutOfRange(70_000)) {
            _ = try await SimulatedKadence.start(listen: ("127.0.0.1", 70_000))
        }
    }

    @Test func aTakenPortIsSaidAndAStoppedOneIsFreeAgain() async throws {
        let first = try await SimulatedKadence.start()
        #expect(first.apiBase == "http://127.0.0.1:\(first.port)")
        await #expect(throws: SimulatorError.portTaken(host: "127.0.0.1", port: first.port)) {
            _ = try await SimulatedKadence.start(listen: ("localhost", first.port))
        }
        _ = try await TestClient(first)
        await first.stop()
        await first.stop()
        let second = try await SimulatedKadence.start(listen: ("127.0.0.1", first.port))
        #expect(second.port == first.port)
        await second.stop()
    }

    /// Whoever is cancelled while it starts gets an error or a server, and never hangs.
    @Test(.timeLimit(.minutes(1))) func aCancelledStartEnds() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await SimulatedKadence.start()
        }
        if let kadence = try? await task.value { await kadence.stop() }
    }
}
