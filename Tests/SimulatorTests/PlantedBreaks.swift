import ContractCheck
import ExchangeModel
import JSONTree
import Redaction

@testable import Simulator

/// Ten breaks of the contract, of ten kinds, in ten answers of a walk through the API; all other answers keep it.
enum PlantedBreaks {
    static let plan = """
        faults:
          - name: wrong type of a member
            when: { operation: listBuildings }
            then: { set: { pointer: /hydra:member/0/latitude, value: "51.5113" } }
          - name: missing required member
            when: { operation: listUserBookings }
            then: { missing: /hydra:member }
          - name: malformed date-time
            when: { operation: getUser }
            then: { set: { pointer: /createdAt, value: 24 November 2026 09:00 } }
          - name: malformed ULID
            when: { operation: getNeighborhood }
            then: { set: { pointer: /id, value: 01GTBV1CT3BM8A42SEJ2J5F4EU } }
          - name: value outside the enumeration
            when: { operation: getBooking }
            then: { set: { pointer: /status, value: mislaid } }
          - name: wrong status for success
            when: { operation: createBooking }
            then: { answerStatus: 200 }
          - name: wrong media type
            when: { operation: listVisits }
            then: { contentType: text/html; charset=utf-8 }
          - name: missing trace header
            when: { operation: listNeighborhoods }
            then: { dropHeader: X-WX-Trace }
          - name: more quota left than there is
            when: { operation: listUsers }
            then: { setHeader: { name: X-RateLimit-Remaining, value: 2501 } }
          - name: page that overlaps the one before
            when: { operation: listSpaces, page: 2 }
            then: { repeatMember: true }
        """

    /// The moment of the walk; it decides ids and dates of what is made on the way.
    static let now = Timestamp(seconds: 1_795_455_062)

    /// One call of the walk.
    struct Call {
        var request: APIRequest
        var answer: Answer
        var label: String { request.method + " " + request.target }
    }

    /// Calls every operation that the plan breaks, and enough around them; each once but for the pages of spaces.
    static func walk(_ faults: FaultPlan) -> [Call] {
        let api = StandInAPI(plan: faults, seed: 1, options: SimulatorOptions(now: { now }))
        let token = api.signIn()
        var calls: [Call] = []
        func call(_ method: String, _ target: String, body: String? = nil) -> JSONNode? {
            var headers = ["accept": "application/ld+json", "authorization": "Bearer " + token]
            if body != nil { headers["content-type"] = "application/json" }
            let request = APIRequest(method: method, target: target, headers: headers, body: Array((body ?? "").utf8))
            let answer = api.answer(request)
            calls.append(Call(request: request, answer: answer))
            return (try? JSONDocument.parse(answer.body))?.root
        }
        func get(_ target: String) -> JSONNode? { call("GET", "/v1/public/" + target) }
        func first(_ list: JSONNode?, _ place: Int = 0) -> String {
            list?["hydra:member"]?[place]?["id"]?.string ?? "missing"
        }

        // First, so that what is left by an answer before it can't contradict the broken header a second time.
        let user = first(get("users"))
        let building = first(get("buildings"))
        _ = get("buildings/" + building)
        let floor = first(get("floors?buildingId=" + building))
        _ = get("floors/" + floor)
        let neighborhood = first(get("neighborhoods?floorId=" + floor))
        _ = get("neighborhoods/" + neighborhood)
        for page in 1...4 { _ = get("spaces?buildingId=\(building)&itemsPerPage=20&page=\(page)") }
        _ = get("users/" + user)
        _ = get("users/\(user)/bookings")
        _ = get("bookings/" + first(get("bookings?order[startDate]=asc&status=booked")))
        let times = "startDateTime=2027-01-11T09:00:00&endDateTime=2027-01-11T17:00:00"
        _ = get("bookable-days?buildingId=\(building)&userId=\(user)")
        _ = get("bookable-days/2026-11-25")
        _ = get("bookable-onsite-passes?buildingId=\(building)&\(times)")
        let space = first(get("bookable-spaces?floorId=\(floor)&userId=\(user)&\(times)"))
        let form =
            #"{"userId":"\#(user)","spaceId":"\#(space)","startDateTime":"2027-01-11T09:00:00","#
            + #""endDateTime":"2027-01-11T17:00:00"}"#
        let booking = call("POST", "/v1/public/bookings", body: form)?["id"]?.string ?? "missing"
        for act in ["check-in", "check-out"] {
            _ = call("POST", "/v1/public/bookings/\(booking)/\(act)", body: #"{"userId":"\#(user)"}"#)
        }
        _ = get("visits/" + first(get("visits?itemsPerPage=500")))
        _ = get("visitors/" + first(get("visitors?itemsPerPage=500")))
        return calls
    }

    /// The walk as recordings, to be judged.
    static func recordings(_ faults: FaultPlan) -> [(number: Int, exchange: RedactedExchange)] {
        // One redactor for all, as a store has one: equal values keep equal stand-ins.
        let redactor = Redactor(keys: .ephemeral())
        return walk(faults).enumerated().map { place, call in
            let exchange = Exchange(
                startedAt: now.advanced(by: .seconds(place)),
                request: RequestMessage(
                    method: call.request.method,
                    url: Array(("http://127.0.0.1:8080" + call.request.target).utf8),
                    headers: HeaderList(
                        call.request.headers.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
                    ),
                    body: MessageBody(call.request.body)
                ),
                response: ResponseMessage(
                    status: call.answer.status,
                    headers: HeaderList(call.answer.headers.map { .init($0.name, $0.value) }),
                    body: MessageBody(call.answer.body)
                ),
                // Without a measured end, a call may have lasted into the booking that is made later.
                timings: Timings(wait: .milliseconds(80))
            )
            return (number: place + 1, exchange: redactor.redact(exchange))
        }
    }
}
