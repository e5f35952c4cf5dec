import ExchangeModel
import YAMLTree

@testable import ContractCheck

/// Waivers for tests.
enum Waivers {
    static let today = CalendarDay(Timestamp(seconds: 1_795_455_062))

    static func day(_ text: String) -> CalendarDay { CalendarDay(parsing: text) ?? today }

    static func waiver(
        rule: String,
        operation: String? = nil,
        owner: String = "Ann",
        reason: String = "known",
        expires: String = "2099-12-31"
    ) -> Waiver {
        Waiver(target: .rule(rule, operation: operation), owner: owner, reason: reason, expires: day(expires))
    }

    static func parse(_ text: String) throws -> WaiverList {
        try WaiverList.parse(try YAMLDocument.parse(Array(text.utf8)))
    }

    static func problems(_ text: String) throws -> [String] {
        do {
            _ = try parse(text)
            return []
        } catch let error as WaiverError {
            return error.problems.map { "\($0.line): \($0.message)" }
        }
    }
}
