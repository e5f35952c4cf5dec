import ExchangeModel

/// The visits that a query asks for.
///
/// A visitor is asked for when one of their visits meets all that the query says of visits. The document says "on any
/// of their visits" of each filter apart and leaves open whether it must be the same one; here it must.
struct VisitFilter: Sendable {
    private let buildingID: String?
    private let status: String?
    private let answer: String?
    private let bounds: DateTimeBounds

    enum Subject: Sendable { case visits, visitors }

    /// - Throws: 400 for a date that is none and for a status outside the document's lists.
    init(_ query: QueryItems, for subject: Subject) throws(APIError) {
        buildingID = query["buildingId"]
        let statusName = subject == .visits ? "status" : "visitStatus"
        status = query[statusName]
        answer = subject == .visitors ? query["status"] : nil
        bounds = try DateTimeBounds(query, names: ["startDateTime", "endDateTime"])
        if let status, BookingStatus(rawValue: status) == nil {
            throw .badRequest("Invalid value for \"\(statusName)\".")
        }
        if let answer, Visit.Answer(rawValue: answer) == nil { throw .badRequest("Invalid value for \"status\".") }
    }

    func admits(_ visit: Visit, of company: Company) -> Bool {
        buildingID.map { $0 == visit.buildingID } ?? true && status.map { $0 == visit.status.rawValue } ?? true
            && bounds.admit(in: company.building(visit.buildingID)?.zone) {
                $0 == "startDateTime" ? visit.start : visit.end
            }
    }

    func admits(_ visitor: VisitorDirectory.Visitor, of company: Company) -> Bool {
        visitor.visits.contains { entry in
            answer.map { $0 == entry.attendee.answer.rawValue } ?? true && admits(entry.visit, of: company)
        }
    }
}
