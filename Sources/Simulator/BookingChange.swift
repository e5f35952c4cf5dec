import ExchangeModel
import JSONTree

/// The body of `POST /v1/public/bookings/{id}/cancel`, `/check-in` and `/check-out`, checked.
struct BookingChange: Sendable {
    private let operation: Operation
    private let userID: String?
    private let method: String?

    /// - Throws: 400 for a body that is no JSON, 415 for another media type, 422 with every broken rule.
    init(_ operation: Operation, _ request: APIRequest, _ company: Company) throws(APIError) {
        let body = try request.jsonBody()?.root
        let user = body?["userId"].flatMap { $0.isNull ? nil : $0 }
        let method = body?["method"].flatMap { $0.isNull ? nil : $0 }
        var wrong: [APIError.Violation] = []
        if let user, user.string.flatMap({ company.user($0) }) == nil {
            wrong.append(APIError.Violation(path: "userId", message: "User not found."))
        } else if user == nil, operation != .cancelBooking {
            wrong.append(APIError.Violation(path: "userId", message: APIError.Violation.blank))
        }
        if let method, operation != .cancelBooking,
            !["doorAccess", "wifi", "geofence", "sensor"].contains(method.string ?? "")
        {
            wrong.append(APIError.Violation(path: "method", message: APIError.Violation.notAChoice))
        }
        guard wrong.isEmpty else { throw .violations(wrong) }
        self.operation = operation
        userID = user?.string
        self.method = method?.string
    }

    /// - Throws: 403 for somebody whose booking it isn't, 422 where the booking's status doesn't allow the change.
    func apply(to booking: Booking, at now: Timestamp) throws(APIError) -> Booking {
        var changed = booking
        do throws(LifeCycleError) {
            switch operation {
            case .checkInBooking: try changed.checkIn(by: userID ?? "", method: method, at: now)
            case .checkOutBooking: try changed.checkOut(by: userID ?? "", method: method, at: now)
            default: try changed.cancel(onBehalfOf: userID, at: now)
            }
        } catch {
            switch error {
            case .notAllowed: throw .forbidden
            case .wrongStatus(let message): throw .violations([APIError.Violation(path: "status", message: message)])
            }
        }
        return changed
    }
}
