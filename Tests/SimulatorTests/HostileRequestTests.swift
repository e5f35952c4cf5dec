import ExchangeModel
import JSONTree
import Testing

@testable import Simulator

/// Whatever comes, an answer goes out, and the next call is served as before.
@Suite(.serialized) struct HostileRequestTests {
    private let api: StandInAPI

    init() {
        var options = SimulatorOptions(now: { PlantedBreaks.now })
        options.quotaLimit = 1_000_000
        api = StandInAPI(plan: .none, seed: 1, options: options)
    }

    private func check(_ answer: Answer, _ label: String) {
        #expect((200..<500).contains(answer.status), "\(label)")
        #expect(answer.headers.contains { $0.isNamed("X-WX-Trace") })
    }

    private var targets: [String] {
        let company = api.company
        let user = company.users[0].id
        return Operation.allCases.map { operation in
            operation.template.replacing(
                "{id}",
                with: operation.template.contains("users")
                    ? user
                    : operation.template.contains("bookings") ? company.bookings[0].id : company.visits[0].id
            )
        }
    }

    @Test func queriesOfEveryKind() {
        let token = api.signIn()
        let queries = [
            "%", "%%%", "%zz=%1", "=", "&&&", "a=%00%FF%C3", "page=%F0%9F%98%80", "[]=1", "[=1", "startDateTime[=x",
            "startDateTime]=x", "startDateTime[]=x", "startDateTime[after][before]=2026-01-01T00:00:00",
            "startDateTime[after]=", "startDateTime[local_]=x", "page[]=1", "order[startDate]=sideways",
            "itemsPerPage=99999999999999999999", "page=9223372036854775807&itemsPerPage=500", "page=-0",
            "startDateTime[local_after]=0000-01-01T00:00:00", "endDateTime[after]=9999-12-31T23:59:60",
            "startDateTime=0000-01-01T00:00:00&endDateTime=9999-12-31T23:59:59", "email=\u{301}", "name=%00",
        ]
        for target in targets {
            for query in queries { check(api.get(target + "?" + query, token), target + "?" + query) }
        }
    }

    /// Extreme but well-formed times pass through all the calendar arithmetic.
    @Test func timesAtTheEndsOfTheCalendar() {
        let token = api.signIn()
        let company = api.company
        for building in company.buildings {
            for (start, end) in [
                ("0000-01-01T00:00:00", "9999-12-31T23:59:59"), ("0000-01-01T00:00:00", "0000-01-01T00:00:01"),
                ("9999-12-31T23:00:00", "9999-12-31T23:59:60"), ("1969-12-31T23:59:59", "1970-01-01T00:00:00"),
            ] {
                let query = "buildingId=\(building.id)&startDateTime=\(start)&endDateTime=\(end)"
                check(api.get("/v1/public/bookable-onsite-passes?" + query, token), query)
            }
        }
        for seconds in [Int64.min / 1_000_000, -1, 0, 253_402_300_799, Int64.max / 1_000_000] {
            for building in company.buildings { _ = building.hours.bookableDays(at: .init(seconds: seconds)) }
        }
    }

    /// A query as long as a server takes one costs as much as its length, not its length times the company.
    @Test(.timeLimit(.minutes(1))) func hugeQueries() {
        let token = api.signIn()
        let many = (0..<20_000).map { "n\($0)=v" }.joined(separator: "&")
        for list in ["bookings", "visits", "visitors", "users", "spaces"] {
            check(api.get("/v1/public/\(list)?\(many)", token), list)
            check(api.get("/v1/public/\(list)?name=" + String(repeating: "%41", count: 50_000), token), list)
        }
    }

    @Test func pathsOfEveryKind() {
        let token = api.signIn()
        for path in [
            "", "/", "//", "?", "#", "/v1/public/", "/v1/public/bookings/", "/v1/public/bookings//cancel",
            "/v1/public/bookings/%", "/v1/public/../public/bookings", "*", "http://x/v1/public/bookings",
            String(repeating: "/", count: 50_000), "/v1/public/bookings/" + String(repeating: "A", count: 100_000),
        ] {
            for method in ["GET", "POST", "PATCH", "HEAD", "OPTIONS", "", "\u{0}"] {
                let answer = api.answer(
                    APIRequest(method: method, target: path, headers: ["authorization": "Bearer " + token])
                )
                check(answer, method + " " + path.prefix(60))
            }
        }
    }

    @Test func bodiesOfEveryKind() {
        let token = api.signIn()
        let deep = String(repeating: #"{"firstName":"#, count: 20_000)
        let bodies: [[UInt8]] = [
            Array(deep.utf8), [UInt8](repeating: 0x5B, count: 100_000), [0xFF, 0xFE, 0x00], [0x00],
            Array(#"{"userId":"\ud800","userId":[]}"#.utf8), Array(#"{"startDateTime":{},"endDateTime":1e999}"#.utf8),
            Array("{\"title\":\"\(String(repeating: "\u{301}", count: 10_000))\"}".utf8), Array("\u{FEFF}{}".utf8),
            MultipartText.form(MultipartText.png),
        ]
        let types = [
            "application/json", "application/ld+json", "application/merge-patch+json", "multipart/form-data",
            "multipart/form-data; boundary=b0undary", "multipart/form-data; boundary=\"\\", ";;;", "",
            "application/x-www-form-urlencoded",
        ]
        for (operation, target) in zip(Operation.allCases, targets) where operation.method != "GET" {
            for body in bodies {
                for type in types {
                    let answer = api.answer(
                        APIRequest(
                            method: operation.method,
                            target: target,
                            headers: ["authorization": "Bearer " + token, "content-type": type],
                            body: body
                        )
                    )
                    check(answer, operation.rawValue + " " + type)
                }
            }
        }
    }

    /// Good requests with a few bytes changed, over and over: errors, but never a fall.
    @Test func changedBytesNeverBreakIt() {
        let token = api.signIn()
        let company = api.company
        let user = company.users[0].id
        let seeds: [(method: String, target: String, type: String, body: [UInt8])] = [
            (
                "POST", "/v1/public/bookings", "application/json",
                Array(
                    #"{"userId":"\#(user)","buildingId":"\#(company.buildings[1].id)","startDateTime":"2027-01-11T09:00:00","endDateTime":"2027-01-11T17:00:00"}"#
                        .utf8
                )
            ),
            (
                "PATCH", "/v1/public/users/\(user)", "application/merge-patch+json",
                Array(#"{"firstName":"Ada","locationLatitude":4.5e1,"jobTitle":null}"#.utf8)
            ),
            (
                "POST", "/v1/public/users/\(user)/photo", "multipart/form-data; boundary=b0undary",
                MultipartText.form(MultipartText.png)
            ),
            (
                "GET", "/v1/public/bookings?startDateTime[local_after]=2026-11-24T09:00:00&order[endDate]=desc&page=2",
                "", []
            ),
            (
                "GET", "/v1/public/visitors?status=accepted&endDateTime[strictly_before]=2026-11-24T09:00:00&email=a",
                "", []
            ),
        ]
        var random = SeededGenerator(seed: 21)
        var statuses: Set<Int> = []
        for round in 0..<4_000 {
            let seed = seeds[round % seeds.count]
            var target = Array(seed.target.utf8)
            var type = Array(seed.type.utf8)
            var body = seed.body
            for _ in 0...random.below(3) {
                let byte = UInt8(truncatingIfNeeded: random.next())
                switch random.below(4) {
                case 0: target[random.below(target.count)] = byte
                case 1 where !type.isEmpty: type[random.below(type.count)] = byte
                case 2 where !body.isEmpty: body = Array(body.prefix(random.below(body.count)))
                default: if !body.isEmpty { body[random.below(body.count)] = byte }
                }
            }
            let answer = api.answer(
                APIRequest(
                    method: seed.method,
                    target: String(decoding: target, as: UTF8.self),
                    headers: [
                        "authorization": "Bearer " + token, "content-type": String(decoding: type, as: UTF8.self),
                    ],
                    body: body
                )
            )
            check(answer, "round \(round)")
            statuses.insert(answer.status)
        }
        #expect(statuses.isSuperset(of: [200, 201, 400, 404, 415, 422]))
    }

    /// The same over a socket, where Hummingbird stands in front.
    @Test func rawBytesOnTheSocket() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let token = try #require(client.token)
            let head = "Host: x\r\nAuthorization: Bearer \(token)\r\nConnection: close\r\n"
            for text in [
                "GET /v1/public/bookings?%zz=%00&page=%F0 HTTP/1.1\r\n\(head)\r\n",
                "GET /v1/public/bookings?a=\(String(repeating: "x", count: 60_000)) HTTP/1.1\r\n\(head)\r\n",
                "PATCH /v1/public/users/x HTTP/1.1\r\n\(head)Content-Length: 5\r\n\r\n{\"a\"",
                "POST /v1/public/users/x/photo HTTP/1.1\r\n\(head)Content-Type: multipart/form-data; boundary=\"\r\n"
                    + "Content-Length: 2\r\n\r\n--",
                "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n",
            ] {
                let socket = try RawSocket(port: kadence.port)
                defer { socket.close() }
                socket.send(text)
                if !text.hasSuffix("{\"a\"") { _ = await socket.readToEnd() }
            }
            #expect(try await client.get("/v1/public/bookings").status == 200)
        }
    }
}
