internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import Redaction

/// Kadence's refinement: a sign-in that failed, and a call whose token was refused, say nothing about the contract.
package struct KadenceStanding: StandingPolicy {
    private let general = GeneralStanding()

    package init() {}

    package func standing(of subject: CheckSubject) -> Standing {
        let standing = general.standing(of: subject)
        guard standing == .answered, let status = subject.status else { return standing }
        if Kadence.isTokenRequest(subject.exchange.request.url) {
            if status != 200 {
                return .inconclusive(.init(kind: "sign-in", message: "the sign-in answered \(status)"))
            }
            if subject.mediaType.isHTML {
                return .inconclusive(.init(kind: "sign-in", message: "the sign-in answered with a web page"))
            }
        } else if status == 401 {
            return .inconclusive(.init(kind: "sign-in", message: "401: the token was refused or is missing"))
        }
        return .answered
    }
}
