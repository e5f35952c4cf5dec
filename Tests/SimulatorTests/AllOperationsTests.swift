import ExchangeModel
import JSONTree
import Testing

@testable import Simulator

/// Each of the 27 operations over a socket: once as documented, in both media types, and once refused.
@Suite(.serialized) struct AllOperationsTests {
    private static let now = Timestamp(seconds: 1_795_455_062)  // 2026-11-23T17:31:02Z, a Monday
    private static let nobody = "01GTBV1CT3BM8A42SEJ2J5F4EG"
    private let times = "startDateTime=2027-01-11T09:00:00&endDateTime=2027-01-11T17:00:00"

    /// What stands for `{id}` and the query, of this company.
    private struct Known {
        var user = ""
        var building = ""
        var floor = ""
        var ids: [String: String] = [:]
    }

    private func know(_ client: TestClient) async throws -> Known {
        var known = Known()
        for list in ["buildings", "floors", "neighborhoods", "spaces", "users", "bookings", "visits", "visitors"] {
            known.ids[list] = try #require(try await client.get("/v1/public/" + list).ids.first)
        }
        known.user = known.ids["users"] ?? ""
        known.building = known.ids["buildings"] ?? ""
        known.floor = known.ids["floors"] ?? ""
        return known
    }

    /// The path and query of a good call of each reading operation.
    private func target(_ operation: Operation, _ known: Known) -> String {
        let template = operation.template
        switch operation {
        case .getBookableDay: return "/v1/public/bookable-days/2026-11-25"
        case .listBookableDays: return template + "?buildingId=\(known.building)&userId=\(known.user)"
        case .getBookableOnsitePass: return template + "?buildingId=\(known.building)&" + times
        case .listBookableSpaces: return template + "?floorId=\(known.floor)&userId=\(known.user)&" + times
        default:
            let list = template.split(separator: "/").dropFirst(2).first.map(String.init) ?? ""
            return template.replacing("{id}", with: known.ids[list] ?? "")
        }
    }

    @Test func everyReadingOperationAnswersInBothMediaTypes() async throws {
        try await withKadence(options: SimulatorOptions(now: { Self.now })) { kadence in
            let client = try await TestClient(kadence)
            let known = try await know(client)
            let reading = Operation.allCases.filter { $0.method == "GET" }
            #expect(reading.count == 21)
            for operation in reading {
                let target = self.target(operation, known)
                let answer = try await client.get(target)
                #expect(answer.headers["x-wx-trace"]?.count == 32)
                #expect(answer.headers["x-ratelimit-remaining"] != nil)
                if operation == .getBookableDay {
                    #expect(answer.status == 204 && answer.body.isEmpty)
                    #expect(answer.headers["content-type"] == nil && answer.headers["content-length"] == nil)
                    continue
                }
                #expect(answer.status == 200, "\(operation.rawValue)")
                #expect(answer.headers["content-type"] == "application/ld+json; charset=utf-8")
                let isList = operation.operationID.hasPrefix("list")
                if isList {
                    #expect(try answer.string("/@type") == "hydra:Collection")
                    #expect(try answer.json.root["hydra:member"]?.count ?? 0 > 0, "\(operation.rawValue)")
                } else {
                    #expect(try answer.string("/@id")?.hasPrefix(target.prefix { $0 != "?" }) == true)
                }
                let csv = try await client.get(target, accept: "text/csv")
                #expect(csv.status == 200)
                #expect(csv.headers["content-type"] == "text/csv; charset=utf-8")
                let rows = csv.text.split(separator: "\n").count
                #expect(
                    try rows == 1 + (isList ? answer.json.root["hydra:member"]?.count ?? 0 : 1),
                    "\(operation.rawValue)"
                )
                #expect(try await client.get(target, accept: "image/png").status == 406)
            }
        }
    }

    @Test func everyOperationWithAnIdentifierRefusesAnUnknownOne() async throws {
        try await withKadence(options: SimulatorOptions(now: { Self.now })) { kadence in
            let client = try await TestClient(kadence)
            let withID = Operation.allCases.filter { $0.template.contains("{id}") }
            #expect(withID.count == 15)
            for operation in withID {
                for id in [Self.nobody, "x", "%00", "%F0%9F%98%80", "..%2F..%2Fetc", "2026-11-28"] {
                    let target = operation.template.replacing("{id}", with: id)
                    let answer = try await client.send(operation.method, target, token: client.token)
                    #expect(answer.status == 404, "\(operation.rawValue) \(id)")
                    #expect(try answer.string("/@type") == "hydra:Error")
                }
            }
        }
    }

    @Test func everyOperationAsksForAToken() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            for operation in Operation.allCases where operation != .requestToken {
                let target = operation.template.replacing("{id}", with: Self.nobody)
                let answer = try await client.send(operation.method, target)
                #expect(answer.status == 401, "\(operation.rawValue)")
                #expect(answer.headers["x-wx-trace"]?.count == 32)
            }
        }
    }

    /// Every list that has pages refuses a page that is none; every date filter, a date that is none.
    @Test func listsRefuseWhatTheyCannotRead() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let user = try #require(try await client.get("/v1/public/users").ids.first)
            let paged = Operation.allCases.filter {
                $0.operationID.hasPrefix("list") && ![.listBookableDays, .listBookableSpaces].contains($0)
            }
            #expect(paged.count == 9)
            for operation in paged {
                let path = operation.template.replacing("{id}", with: user)
                #expect(try await client.get(path + "?page=0").status == 400)
                #expect(try await client.get(path + "?itemsPerPage=many").status == 400)
                let small = try await client.get(path + "?itemsPerPage=1")
                #expect(try small.ids.count <= 10)
            }
            for path in ["bookings", "users/\(user)/bookings", "visits", "visitors"] {
                for name in ["startDateTime[local_after]", "endDateTime[strictly_before]"] {
                    let escaped = name.replacing("[", with: "%5B").replacing("]", with: "%5D")
                    let answer = try await client.get("/v1/public/\(path)?\(escaped)=2026-02-30T00:00:00")
                    #expect(answer.status == 400)
                    #expect(try answer.string("/hydra:description")?.contains(name) == true)
                }
                #expect(try await client.get("/v1/public/\(path)?status=lost").status == 400)
            }
            #expect(try await client.get("/v1/public/visitors?visitStatus=accepted").status == 400)
        }
    }

    // MARK: Days and passes

    @Test func bookableDaysAreOpenOnes() async throws {
        try await withKadence(options: SimulatorOptions(now: { Self.now })) { kadence in
            let client = try await TestClient(kadence)
            let known = try await know(client)
            let answer = try await client.get(target(.listBookableDays, known))
            let (starts, ends) = (try answer.strings("start"), try answer.strings("end"))
            // What is left of today begins on the next quarter of an hour.
            #expect(starts.first == "2026-11-23T17:45:00+00:00" && ends.first == "2026-11-23T20:00:00+00:00")
            #expect(starts.dropFirst().allSatisfy { $0.hasSuffix("T07:00:00+00:00") })
            // Thirty days from a Monday on, without weekends: until 22 December.
            #expect(starts.count == 22 && starts.last == "2026-12-22T07:00:00+00:00")
            #expect(!starts.contains { $0.hasPrefix("2026-11-28") || $0.hasPrefix("2026-11-29") })
            for name in ["buildingId", "userId"] {
                let value = name == "userId" ? known.user : known.building
                let lone = try await client.get("/v1/public/bookable-days?\(name)=\(value)")
                #expect(lone.status == 400)
                #expect(try lone.string("/hydra:description")?.hasSuffix("is required") == true)
                let other = name == "userId" ? "buildingId" : "userId"
                let wrong = try await client.get("/v1/public/bookable-days?\(name)=\(value)&\(other)=\(Self.nobody)")
                #expect(wrong.status == 404)
            }
        }
    }

    @Test func passesFollowHoursAndLimit() async throws {
        try await withKadence(options: SimulatorOptions(now: { Self.now })) { kadence in
            let client = try await TestClient(kadence)
            let buildings = try await client.get("/v1/public/buildings").ids
            let user = try #require(try await client.get("/v1/public/users").ids.first)
            func pass(_ building: Int, _ day: String, _ from: String = "09:00:00", _ to: String = "17:00:00")
                async throws
                -> Seen
            {
                try await client.get(
                    "/v1/public/bookable-onsite-passes?buildingId=\(buildings[building])&startDateTime=\(day)T\(from)"
                        + "&endDateTime=\(day)T\(to)"
                )
            }
            let free = try await pass(0, "2027-01-11")
            #expect(try free.int("/numPassesAvailable") == 25)
            #expect(try free.json.root["available"]?.bool == true)
            #expect(try free.json.root["unavailabilityReason"]?.isNull == true)
            #expect(try free.string("/startDateTime") == "2027-01-11T09:00:00+00:00")
            #expect(try free.string("/@type") == "BookableOnsitePass")
            let unlimited = try await pass(1, "2027-01-11")
            #expect(try unlimited.json.root["numPassesAvailable"]?.isNull == true)
            #expect(try unlimited.json.root["available"]?.bool == true)
            // Its own target leads to it again.
            let again = try await client.get(try #require(try unlimited.string("/@id")))
            #expect(again.body == unlimited.body)

            let form =
                #"{"userId":"\#(user)","buildingId":"\#(buildings[0])","startDateTime":"2027-01-11T09:00:00","#
                + #""endDateTime":"2027-01-11T12:00:00"}"#
            for left in (0..<25).reversed() {
                #expect(try await client.post("/v1/public/bookings", form).status == 201)
                if left % 12 == 0 { #expect(try await pass(0, "2027-01-11").int("/numPassesAvailable") == left) }
            }
            let full = try await pass(0, "2027-01-11")
            #expect(try full.string("/unavailabilityReason") == "noCapacity")
            #expect(try full.json.root["available"]?.bool == false)
            #expect(try await pass(0, "2027-01-11", "12:00:00").int("/numPassesAvailable") == 25)
            let refused = try await client.post("/v1/public/bookings", form)
            #expect(refused.status == 422)
            #expect(try refused.string("/violations/0/propertyPath") == "buildingId")

            for (day, from, reason) in [
                ("2026-11-28", "09:00:00", "buildingClosed"), ("2026-12-25", "09:00:00", "buildingClosure"),
                ("2027-01-11", "05:00:00", "openingHours"),
            ] {
                let closed = try await pass(1, day, from)
                #expect(try closed.string("/unavailabilityReason") == reason)
                #expect(try closed.int("/numPassesAvailable") == 0)
            }
            #expect(try await pass(0, "2027-01-11", "09:00:00", "09:00:00").status == 400)
            #expect(try await pass(0, "2027-13-11").status == 400)
            #expect(try await client.get("/v1/public/bookable-onsite-passes?\(times)").status == 400)
            #expect(
                try await client.get("/v1/public/bookable-onsite-passes?buildingId=\(Self.nobody)&\(times)").status
                    == 404
            )
        }
    }

    // MARK: Users

    @Test func aPatchChangesWhatItNames() async throws {
        try await withKadence(options: SimulatorOptions(now: { Self.now })) { kadence in
            let client = try await TestClient(kadence)
            let id = try #require(try await client.get("/v1/public/users").ids.first)
            let path = "/v1/public/users/" + id
            let before = try await client.get(path)
            let patch =
                #"{"firstName":"Ada","jobTitle":null,"biography":"I \u2665 tests","locationCityName":"Paris","#
                + #""locationCountryCode":"FR","locationTimezone":"Europe/Paris","locationLatitude":48.8566,"#
                + #""locationLongitude":2,"email":"other@example.com","shoeSize":41}"#
            let changed = try await client.patch(path, patch)
            #expect(changed.status == 200)
            #expect(try changed.string("/firstName") == "Ada")
            #expect(try changed.json.root["jobTitle"]?.isNull == true)
            #expect(try changed.string("/biography") == "I ♥ tests")
            #expect(try changed.string("/locationTimezone") == "Europe/Paris")
            #expect(try changed.json.root["locationLatitude"]?.double == 48.8566)
            #expect(try changed.json.root["locationLongitude"]?.double == 2)
            #expect(try changed.string("/modifiedAt") == "2026-11-23T17:31:02+00:00")
            // What the document doesn't list stays.
            for name in ["/email", "/lastName", "/createdAt", "/locale", "/id"] {
                #expect(try changed.string(name) == before.string(name))
            }
            #expect(try await client.get(path).body == changed.body)
            // Bookings show the same person.
            let csv = try await client.send(
                "PATCH",
                path,
                headers: ["Content-Type": "application/merge-patch+json", "Accept": "text/csv"],
                body: "{}",
                token: client.token
            )
            #expect(csv.status == 200 && csv.text.contains("Ada"))
        }
    }

    @Test func aPatchIsRefusedForWhatIsWrongWithIt() async throws {
        try await withKadence(options: SimulatorOptions(now: { Self.now })) { kadence in
            let client = try await TestClient(kadence)
            let id = try #require(try await client.get("/v1/public/users").ids.first)
            let path = "/v1/public/users/" + id
            let before = try await client.get(path)
            for type in ["application/json", "application/ld+json", "text/plain"] {
                let answer = try await client.patch(path, "{}", type: type)
                #expect(answer.status == 415)
                #expect(
                    try answer.string("/hydra:description")
                        == #"The content-type "\#(type)" is not supported. Supported MIME types are "#
                        + #""application/merge-patch+json"."#
                )
            }
            for body in ["{", "[]", "null", "\u{1}", "{\"firstName\":}"] {
                #expect(try await client.patch(path, body).status == 400)
            }
            for (body, attribute, wanted, given) in [
                (#"{"firstName":7}"#, "firstName", "string", "integer"),
                (#"{"lastName":null}"#, "lastName", "string", "NULL"),
                (#"{"jobTitle":["x"]}"#, "jobTitle", "string", "array"),
                (#"{"locationLatitude":"51"}"#, "locationLatitude", "float", "string"),
                (#"{"biography":1.5}"#, "biography", "string", "double"),
            ] {
                let answer = try await client.patch(path, body)
                #expect(answer.status == 400)
                #expect(
                    try answer.string("/hydra:description")
                        == "The type of the \"\(attribute)\" attribute must be \"\(wanted)\", \"\(given)\" given."
                )
            }
            for (body, property) in [
                (#"{"firstName":"  "}"#, "firstName"), (#"{"lastName":""}"#, "lastName"),
                (#"{"locationCountryCode":"gb"}"#, "locationCountryCode"),
                (#"{"locationTimezone":"Mars/"}"#, "locationTimezone"),
                (#"{"locationLatitude":90.001}"#, "locationLatitude"),
                (#"{"locationLongitude":-1e300}"#, "locationLongitude"),
                (#"{"locationCityName":"\#(String(repeating: "ü", count: 256))"}"#, "locationCityName"),
            ] {
                let answer = try await client.patch(path, body)
                #expect(answer.status == 422, "\(body)")
                #expect(try answer.string("/@type") == "ConstraintViolationList")
                #expect(try answer.string("/violations/0/propertyPath") == property)
            }
            // Nothing of all that has changed anybody.
            #expect(try await client.get(path).body == before.body)
        }
    }

    @Test func photosComeAsForms() async throws {
        try await withKadence(options: SimulatorOptions(now: { Self.now })) { kadence in
            let client = try await TestClient(kadence)
            let id = try #require(try await client.get("/v1/public/users").ids.first)
            let path = "/v1/public/users/\(id)/photo"
            let answer = try await client.upload(path, MultipartText.png)
            #expect(answer.status == 201)
            #expect(try answer.string("/@id") == "/v1/public/users/" + id)
            #expect(try answer.string("/modifiedAt") == "2026-11-23T17:31:02+00:00")
            // Larger than any other body may be.
            let large = try await client.upload(path, MultipartText.png + [UInt8](repeating: 7, count: 4 << 20))
            #expect(large.status == 201)

            let tooLarge = try await client.upload(path, MultipartText.png + [UInt8](repeating: 7, count: 5 << 20))
            #expect(tooLarge.status == 422)
            #expect(try tooLarge.string("/violations/0/message")?.hasPrefix("The file is too large") == true)
            #expect(try await client.upload(path, [UInt8](repeating: 7, count: 7 << 20)).status == 413)
            #expect(try await client.upload(path, Array("<svg/>".utf8)).status == 422)
            #expect(try await client.upload(path, []).status == 422)
            let other = try await client.upload(path, MultipartText.png, part: "avatar")
            #expect(other.status == 422)
            #expect(try other.string("/violations/0/propertyPath") == "file")
            #expect(try await client.upload(path, MultipartText.png, fileName: nil).status == 422)
            #expect(try await client.post(path, "{}").status == 415)
            let bare = try await client.post(path, "x", type: "multipart/form-data")
            #expect(bare.status == 400)
            #expect(try bare.string("/hydra:description") == "The content-type names no boundary.")
        }
    }

    // MARK: Visits

    @Test func peopleInsideAVisitHaveColumnsOfTheirOwn() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let csv = try await client.get("/v1/public/visits", accept: "text/csv")
            #expect(csv.text.hasPrefix("id,host,building.id,building.name,startDate,endDate,status,visitors.0.id,"))
            #expect(csv.text.contains(",visitors.1.email,"))
        }
    }

    @Test func visitsAndVisitorsAgree() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let visits = try await client.get("/v1/public/visits?itemsPerPage=500").json.root["hydra:member"]
            let visitors = try await client.get("/v1/public/visitors?itemsPerPage=500").json.root["hydra:member"]
            let emails = visitors?.elements.compactMap { $0["email"]?.string?.lowercased() } ?? []
            #expect(Set(emails).count == emails.count)
            var attended: [String: Int] = [:]
            for visit in visits?.elements.map({ $0 }) ?? [] {
                for person in visit["visitors"]?.elements.map({ $0 }) ?? [] {
                    attended[try #require(person["email"]?.string?.lowercased()), default: 0] += 1
                    // Any of their attendances leads to the person.
                    if person["type"]?.string == "external" {
                        let id = try #require(person["id"]?.string)
                        let found = try await client.get("/v1/public/visitors/" + id)
                        #expect(try found.string("/email")?.lowercased() == person["email"]?.string?.lowercased())
                    }
                }
            }
            #expect(Set(attended.keys) == Set(emails))
            for visitor in visitors?.elements.map({ $0 }) ?? [] {
                #expect(visitor["visitCount"]?.int == attended[visitor["email"]?.string?.lowercased() ?? ""])
                let visit = try await client.get("/v1/public/visits/" + (visitor["visitId"]?.string ?? ""))
                #expect(visit.status == 200)
                #expect(try visit.string("/status") == visitor["visitStatus"]?.string)
                #expect(try visit.string("/startDate") == visitor["startDate"]?.string)
            }
        }
    }
}
