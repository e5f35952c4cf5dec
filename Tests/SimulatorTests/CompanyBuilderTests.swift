import ExchangeModel
import Foundation
import JSONTree
import Testing

@testable import Simulator

@Suite struct CompanyBuilderTests {
    private let company = CompanyBuilder.build(seed: 1, anchor: SimulatorOptions().anchor)

    @Test func theSameSeedGivesTheSameBytesAndAnotherOneOthers() {
        func bytes(_ seed: UInt64) -> [UInt8] {
            let company = CompanyBuilder.build(seed: seed, anchor: SimulatorOptions().anchor)
            let writer = ResourceWriter(company: company)
            let all =
                company.buildings.map(writer.write) + company.floors.map(writer.write)
                + company.spaces.map(writer.write) + company.users.map(writer.write)
                + company.bookings.map(writer.write)
            return JSONValue.array(all).serialized()
        }
        #expect(bytes(1) == bytes(1))
        #expect(bytes(1) != bytes(2))
    }

    @Test func sizesAreAsPromised() {
        #expect(company.buildings.count == 2)
        #expect(company.floors.count == 5)
        #expect(company.users.count == 60)
        #expect(company.bookings.count == 120)
        #expect(company.spaces.count > 60)
    }

    @Test func everyRelationLeadsSomewhere() {
        for floor in company.floors { #expect(company.building(floor.buildingID) != nil) }
        for space in company.spaces {
            #expect(company.floor(space.floorID)?.buildingID == space.buildingID)
            if let id = space.neighborhoodID { #expect(company.neighborhood(id)?.floorID == space.floorID) }
        }
        for user in company.users { #expect(company.floor(user.preferredFloorID) != nil) }
        for booking in company.bookings {
            #expect(company.user(booking.userID) != nil)
            #expect(company.user(booking.createdBy) != nil)
            if let id = booking.spaceID {
                #expect(company.space(id)?.buildingID == booking.buildingID)
                #expect(company.space(id)?.type == booking.type)
            } else {
                #expect(booking.type == .onsite)
            }
        }
    }

    @Test func identifiersAreDistinctULIDs() {
        let ids =
            company.buildings.map(\.id) + company.floors.map(\.id) + company.spaces.map(\.id)
            + company.users.map(\.id) + company.bookings.map(\.id) + company.neighborhoods.map(\.id)
        #expect(Set(ids).count == ids.count)
        let alphabet = Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        #expect(ids.allSatisfy { $0.count == 26 && Set($0).isSubset(of: alphabet) && $0.hasPrefix("0") })
        #expect(Set(company.users.map(\.email)).count == 60)
        #expect(company.users.allSatisfy { $0.email.hasSuffix("@example.com") && $0.email.allSatisfy(\.isASCII) })
    }

    @Test func nobodyHoldsASpaceTwiceAtATime() {
        for booking in company.bookings {
            for other in company.bookings where other.id != booking.id {
                let sameSpace = booking.spaceID != nil && booking.spaceID == other.spaceID
                #expect(!sameSpace || booking.end <= other.start || other.end <= booking.start)
            }
        }
    }

    @Test func statusesFitTheirDays() {
        let today = SimulatorOptions().anchor
        for booking in company.bookings {
            #expect(booking.start < booking.end)
            #expect(booking.createdAt < booking.start)
            #expect(booking.createdAt <= booking.updatedAt)
            if booking.start >= today {
                #expect([.booked, .cancelled].contains(booking.status))
            } else {
                #expect(booking.status != .booked)
            }
            #expect((booking.cancellation != nil) == (booking.status == .cancelled))
            #expect((booking.checkOut != nil) == (booking.status == .checkedOut))
        }
        #expect(Set(company.bookings.map(\.status)).isSuperset(of: [.booked, .cancelled, .checkedOut, .noCheckIn]))
    }

    @Test func zonesFollowSummerTime() throws {
        func hour(_ zone: BuildingZone, _ text: String) throws -> Int {
            zone.local(try #require(Timestamp(rfc3339: text))).civil.hour
        }
        #expect(try hour(.london, "2026-01-15T12:00:00Z") == 12)
        #expect(try hour(.london, "2026-07-15T12:00:00Z") == 13)
        #expect(try hour(.berlin, "2026-01-15T12:00:00Z") == 13)
        #expect(try hour(.berlin, "2026-07-15T12:00:00Z") == 14)
        // 2026: from 29 March to 25 October, both at 01:00 UTC.
        #expect(try hour(.berlin, "2026-03-29T00:59:59Z") == 1)
        #expect(try hour(.berlin, "2026-03-29T01:00:00Z") == 3)
        #expect(try hour(.berlin, "2026-10-25T00:59:59Z") == 2)
        #expect(try hour(.berlin, "2026-10-25T01:00:00Z") == 2)
    }
}
