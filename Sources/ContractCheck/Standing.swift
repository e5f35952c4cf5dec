internal import APIDocument
internal import ExchangeModel
internal import Redaction

/// Whether an exchange can say anything about the API.
package enum Standing: Sendable, Hashable {
    /// The API answered; the answer can be judged.
    case answered
    /// Something stood in the way.
    case inconclusive(Obstacle)

    package struct Obstacle: Sendable, Hashable {
        /// `transport`, `quota`, `sign-in`, …: the last part of the finding's rule.
        package let kind: String
        /// A sentence for people.
        package let message: String

        package init(kind: String, message: String) {
            self.kind = kind
            self.message = message
        }
    }
}

/// Decides what an exchange's standing is; the API's own module refines the general one.
package protocol StandingPolicy: Sendable {
    func standing(of subject: CheckSubject) -> Standing
}

/// What holds for every API: no answer, half an answer, a proxy's refusal and a spent quota say nothing about the
/// contract.
package struct GeneralStanding: StandingPolicy {
    package init() {}

    package func standing(of subject: CheckSubject) -> Standing {
        let exchange = subject.exchange
        if let failure = exchange.failure {
            return .inconclusive(.init(kind: "transport", message: "no whole answer: \(failure.message)"))
        }
        guard let response = exchange.response, response.status != 0 else {
            return .inconclusive(.init(kind: "transport", message: "no answer was recorded"))
        }
        if response.body.isTruncated {
            return .inconclusive(.init(kind: "transport", message: "the answer ended before its announced end"))
        }
        // Only a proxy on the way says this (RFC 9110 §15.5.8).
        if response.status == 407 {
            return .inconclusive(.init(kind: "transport", message: "407: a proxy on the way asks for a password"))
        }
        if response.status == 429 {
            return .inconclusive(.init(kind: "quota", message: "429: the quota is spent"))
        }
        // Under pressure some gateways say 503 for a spent quota; a 503 with quota left is an answer.
        if response.status == 503, exchange.quota?.remaining == 0 {
            return .inconclusive(.init(kind: "quota", message: "503 with no quota left"))
        }
        return .answered
    }
}
