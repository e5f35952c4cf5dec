import ExchangeModel
import Foundation
import JSONTree
import Testing

@testable import Simulator

@Suite(.serialized) struct BookingLifeCycleTests {
    private let now = Timestamp(seconds: 1_795_455_062)  // 2026-11-23T17:31:02Z
    private let times = #""startDateTime":"2027-01-11T09:00:00","endDateTime":"2027-01-11T17:00:00""#

    /// A user, one of their building's floors, and the spaces that are free there on a far day.
    private func place(_ client: TestClient) async throws -> (user: String, floor: String, spaces: [String]) {
        let user = try #require(try await client.get("/v1/public/users").ids.first)
        let building = try #require(try await client.get("/v1/public/buildings").ids.first)
        let floor = try #require(try await client.get("/v1/public/floors?buildingId=" + building).ids.first)
        return (user, floor, try await free(client, user, floor))
    }

    private func free(_ client: TestClient, _ user: String, _ floor: String) async throws -> [String] {
        try await client.get(
            "/v1/public/bookable-spaces?floorId=\(floor)&userId=\(user)"
                + "&startDateTime=2027-01-11T09:00:00&endDateTime=2027-01-11T17:00:00"
        ).ids
    }

    @Test func aBookingGoesFromBookedToCheckedOut() async throws {
        try await withKadence(options: SimulatorOptions(now: { now })) { kadence in
            let client = try await TestClient(kadence)
            let (user, floor, spaces) = try await place(client)
            let space = try #require(spaces.first)
            let form = #"{"userId":"\#(user)","spaceId":"\#(space)",\#(times)}"#

            let created = try await client.post("/v1/public/bookings", form)
            #expect(created.status == 201)
            #expect(try created.string("/status") == "booked")
            #expect(try created.string("/type") == "desk")
            #expect(try created.string("/source") == "publicApi")
            #expect(try created.string("/startDate") == "2027-01-11T09:00:00+00:00")
            #expect(try created.string("/createdAt") == "2026-11-23T17:31:02+00:00")
            #expect(try created.string("/space/id") == space)
            #expect(try created.string("/userId") == "/v1/public/users/" + user)
            let id = try #require(try created.string("/id"))

            // The space is gone for that time, for lists and for others.
            #expect(try await free(client, user, floor) == Array(spaces.dropFirst()))
            let conflict = try await client.post("/v1/public/bookings", form)
            #expect(conflict.status == 422)
            #expect(try conflict.string("/@type") == "ConstraintViolationList")
            #expect(try conflict.string("/violations/0/propertyPath") == "spaceId")
            #expect(try await client.get("/v1/public/users/\(user)/bookings?itemsPerPage=500").ids.contains(id))

            let early = try await client.post("/v1/public/bookings/\(id)/check-out", #"{"userId":"\#(user)"}"#)
            #expect(early.status == 422)
            let checkedIn = try await client.post(
                "/v1/public/bookings/\(id)/check-in",
                #"{"userId":"\#(user)","method":"doorAccess"}"#
            )
            #expect(checkedIn.status == 201)
            #expect(try checkedIn.string("/status") == "checkedIn")
            #expect(try checkedIn.string("/checkInMethod") == "doorAccess")
            #expect(try checkedIn.string("/checkedInUserId") == "/v1/public/users/" + user)
            #expect(try checkedIn.string("/checkedInDate") == "2026-11-23T17:31:02+00:00")
            let twice = try await client.post("/v1/public/bookings/\(id)/check-in", #"{"userId":"\#(user)"}"#)
            #expect(twice.status == 422)
            // As the vendor's sample sends it.
            let checkedOut = try await client.send(
                "POST",
                "/v1/public/bookings/\(id)/check-out",
                headers: ["Content-Type": "application/ld+json"],
                body: #"{"userId":"\#(user)"}"#,
                token: client.token
            )
            #expect(checkedOut.status == 201)
            #expect(try checkedOut.string("/status") == "checkedOut")
            let late = try await client.post("/v1/public/bookings/\(id)/cancel", "{}")
            #expect(late.status == 422)
            #expect(try await free(client, user, floor) == spaces)
            #expect(try await client.get("/v1/public/bookings/" + id).string("/status") == "checkedOut")
        }
    }

    @Test func aCancelledBookingFreesItsSpace() async throws {
        try await withKadence(options: SimulatorOptions(now: { now })) { kadence in
            let client = try await TestClient(kadence)
            let (user, floor, spaces) = try await place(client)
            let stranger = try #require(try await client.get("/v1/public/users").ids.last)
            let space = try #require(spaces.first)
            let created = try await client.post(
                "/v1/public/bookings",
                #"{"userId":"\#(user)","spaceId":"\#(space)",\#(times)}"#
            )
            let id = try #require(try created.string("/id"))
            let forbidden = try await client.post(
                "/v1/public/bookings/\(id)/cancel",
                #"{"userId":"\#(stranger)"}"#
            )
            #expect(forbidden.status == 403)
            let cancelled = try await client.send(
                "POST",
                "/v1/public/bookings/\(id)/cancel",
                token: client.token
            )
            #expect(cancelled.status == 201)
            #expect(try cancelled.string("/status") == "cancelled")
            #expect(try cancelled.string("/cancellationReason") == "byUser")
            #expect(try await free(client, user, floor) == spaces)
            #expect(try await client.post("/v1/public/bookings/\(id)/cancel", "{}").status == 422)
        }
    }

    @Test func whatIsWrongWithABookingIsSaidAllAtOnce() async throws {
        try await withKadence { kadence in
            let client = try await TestClient(kadence)
            let empty = try await client.post("/v1/public/bookings", "{}")
            #expect(empty.status == 422)
            let paths = try empty.json.root["violations"]?.elements.compactMap { $0["propertyPath"]?.string }
            #expect(paths == ["userId", "startDateTime", "endDateTime", "spaceId"])
            #expect(
                try empty.string("/hydra:description")?.hasPrefix("userId: This value should not be blank.\n") == true
            )

            let user = try #require(try await client.get("/v1/public/users").ids.first)
            let building = try #require(try await client.get("/v1/public/buildings").ids.first)
            let onsite = try await client.post(
                "/v1/public/bookings",
                #"{"userId":"\#(user)","buildingId":"\#(building)",\#(times)}"#
            )
            #expect(onsite.status == 201)
            #expect(try onsite.string("/type") == "onsite")
            #expect(try onsite.json.root["space"]?.isNull == true)
            let backwards = try await client.post(
                "/v1/public/bookings",
                #"{"userId":"\#(user)","buildingId":"\#(building)","startDateTime":"2027-01-11T09:00:00","#
                    + #""endDateTime":"2027-01-11T09:00:00"}"#
            )
            #expect(try backwards.string("/violations/0/propertyPath") == "endDateTime")

            let wordy = try await client.post(
                "/v1/public/bookings",
                #"{"userId":"\#(user)","buildingId":"\#(building)",\#(times),"description":""#
                    + String(repeating: "é", count: 4_001) + #""}"#
            )
            #expect(try wordy.string("/violations/0/propertyPath") == "description")

            #expect(try await client.post("/v1/public/bookings", "{").status == 400)
            #expect(try await client.post("/v1/public/bookings", "[]").status == 400)
            #expect(try await client.post("/v1/public/bookings", "a=b", type: "text/plain").status == 415)
            let large = String(repeating: " ", count: 1 << 21)
            #expect(try await client.post("/v1/public/bookings", large).status == 413)
            let checkIn = "/v1/public/bookings/01GTBV1CT3BM8A42SEJ2J5F4EG/check-in"
            #expect(try await client.post(checkIn, "{}").status == 404)
            let incomplete = try await client.get("/v1/public/bookable-spaces?floorId=x")
            #expect(incomplete.status == 400)
            #expect(try incomplete.string("/hydra:description") == #"Query parameter "userId" is required"#)
        }
    }
}
