import ExchangeModel
import Testing

@testable import Simulator

@Suite struct VisitBuilderTests {
    private let company = CompanyBuilder.build(seed: 1, anchor: SimulatorOptions().anchor)

    @Test func visitsHoldTogether() {
        #expect(company.visits.count == 48)
        for visit in company.visits {
            #expect(visit.start < visit.end)
            #expect(company.building(visit.buildingID) != nil)
            #expect(visit.hostID.map { company.user($0) != nil } ?? true)
            #expect(visit.attendees.contains { $0.userID == nil })
            let organizers = visit.attendees.filter { $0.answer == .organizer }
            #expect(organizers.map(\.userID) == (visit.hostID.map { [$0] } ?? []))
            #expect(Set(visit.attendees.map { $0.email.lowercased() }).count == visit.attendees.count)
            for person in visit.attendees {
                #expect(person.userID.map { company.user($0)?.email == person.email } ?? true)
                if let came = person.checkedIn { #expect(visit.start <= came && came < visit.end) }
                #expect((person.checkedOut != nil) == (visit.status == .checkedOut && person.userID == nil))
            }
        }
        #expect(company.visits.contains { $0.hostID == nil })
        let ids = company.visits.flatMap { [$0.id] + $0.attendees.map(\.id) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func theDirectoryShowsTheLatestVisit() {
        let directory = VisitorDirectory(company.visits)
        #expect(directory.visitors.contains { $0.visits.count > 3 })
        for visitor in directory.visitors {
            #expect(visitor.visits.allSatisfy { $0.visit.start <= visitor.latest.visit.start })
            #expect(Set(visitor.visits.map { $0.attendee.email.lowercased() }).count == 1)
            for entry in visitor.visits { #expect(directory.visitor(entry.attendee.id) == visitor) }
        }
        // The same address in other letters is the same person.
        #expect(directory.visitors.contains { Set($0.visits.map(\.attendee.email)).count == 2 })
    }

    /// Recorded flows hold these ids: whatever is added to the company later must not shift the draws before it.
    @Test func visitsShiftNothingElse() {
        #expect(company.buildings.map(\.id) == ["01HZPCDGM01DHZF00TY211BGJM", "01K73ZQV0024ATV0NJYSRVZ24H"])
        #expect(company.booking("01M7WPVE80XR5RDNK8B0EB63YT") != nil)
    }
}
