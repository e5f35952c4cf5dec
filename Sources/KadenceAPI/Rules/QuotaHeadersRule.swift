internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import Redaction

/// Every answer of the API carries the three quota headers, and they make sense together.
package struct QuotaHeadersRule: ContractRule {
    package let id = "kadence.quota-headers"
    package var failures: [String] { ["missing", "number", "limit", "remaining"].map { id + "." + $0 } }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let response = subject.response, !Kadence.isTokenRequest(subject.exchange.request.url) else { return [] }
        var found: [Observation] = []
        let places = [SpecPlace.quotaLimit, SpecPlace.quotaRemaining, SpecPlace.quotaReset]
        var numbers: [Int?] = []
        for (name, place) in zip(QuotaFacts.headers, places) {
            guard let value = response.headers.first(name) else {
                numbers.append(nil)
                // A gateway before the API may refuse or fail without knowing the quota.
                let mayBeGateway = response.status == 403 || response.status >= 500
                let severity: Severity = mayBeGateway ? .warning : .error
                found.append(
                    observation("missing", severity, .api, "the answer has no \(name)", name, place, "required")
                )
                continue
            }
            let values = response.headers.all(name).map { ASCII.trimmed($0) }
            guard Set(values).count == 1 else {
                numbers.append(nil)
                let message = "the answer has several different \(name)"
                found.append(observation("several", .warning, .api, message, name, place, "maxItems"))
                continue
            }
            let number = ASCII.decimal(ASCII.trimmed(value))
            numbers.append(number)
            if number == nil {
                found.append(
                    observation("number", .error, .api, "\(name) is not a whole number", name, place, "type")
                )
            }
        }
        if let limit = numbers[0] {
            if limit == 0 {
                found.append(
                    observation(
                        "limit",
                        .error,
                        .api,
                        "\(QuotaFacts.limitHeader) is 0",
                        QuotaFacts.limitHeader,
                        SpecPlace.quotaLimit,
                        "minimum"
                    )
                )
            }
            if limit > 0, limit != QuotaFacts.limit {
                // A vendor may well grant more, or a stand-in less; worth knowing when calls are planned.
                found.append(
                    observation(
                        "other-limit",
                        .info,
                        .document,
                        "\(QuotaFacts.limitHeader) is \(limit), where the guide says \(QuotaFacts.limit)",
                        QuotaFacts.limitHeader,
                        SpecPlace.quotaLimit,
                        "const"
                    )
                )
            }
            if let remaining = numbers[1], remaining > limit {
                found.append(
                    observation(
                        "remaining",
                        .error,
                        .api,
                        "more requests remain (\(remaining)) than the limit allows (\(limit))",
                        QuotaFacts.remainingHeader,
                        SpecPlace.quotaRemaining,
                        "maximum"
                    )
                )
            }
        }
        if let reset = numbers[2], let doubt = doubt(about: Int64(reset), answeredAt: subject.exchange.startedAt) {
            // The guide's own example does the same, so the API is not to blame.
            found.append(
                observation(
                    "reset",
                    .info,
                    .document,
                    doubt,
                    QuotaFacts.resetHeader,
                    SpecPlace.quotaReset,
                    "format"
                )
            )
        }
        return found
    }

    /// Why the reset can't be the end of the present window, though it is a number.
    private func doubt(about reset: Int64, answeredAt moment: Timestamp) -> String? {
        let name = QuotaFacts.resetHeader
        // No window is longer, and no clock that counts from 1970 shows so little.
        if reset < 100_000_000 { return "\(name) is \(reset): seconds to wait perhaps, not a Unix time" }
        if reset >= 100_000_000_000 { return "\(name) is \(reset): milliseconds perhaps, not seconds" }
        let distance = Timestamp(seconds: reset).since(moment)
        if distance < .zero - .seconds(86_400) { return "\(name) is \(reset), a time long past" }
        if distance > QuotaFacts.believableDistance { return "\(name) is \(reset), more than a day ahead" }
        return nil
    }

    private func observation(
        _ part: String,
        _ severity: Severity,
        _ blame: Blame,
        _ message: String,
        _ header: String,
        _ place: String,
        _ keyword: String
    ) -> Observation {
        Observation(
            rule: id + "." + part,
            severity: severity,
            blame: blame,
            provenance: .guide,
            message: message,
            dataPointer: "header:" + header,
            specPointer: place,
            keyword: keyword
        )
    }
}
