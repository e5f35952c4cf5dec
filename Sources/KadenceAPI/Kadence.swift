internal import CResources
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// What Reprise knows of the Kadence API.
package enum Kadence {
    /// The project's own contract, carried in the binary.
    ///
    /// Should the file ever not be readable, the contract is empty, and checking against it ends with exit code 3.
    package static let contract: Contract = (try? Contract(parsing: contractBytes)) ?? .empty

    /// The contract as YAML.
    package static var contractBytes: [UInt8] {
        var size = 0
        let start = reprise_contract(&size)
        return Array(UnsafeBufferPointer(start: start, count: size))
    }

    /// The checks that hold for every API, then Kadence's own.
    package static var rules: [any ContractRule] {
        [
            OperationKnownRule(),
            StatusKnownRule(provenance: .inference),
            ServerErrorRule(),
            BodySyntaxRule(),
            MediaTypeRule(answersInJSON: .guide),
            QuotaHeadersRule(),
            TraceHeaderRule(),
            TokenRule(),
            TokenRefusalRule(),
            CollectionRule(contract: contract),
            ErrorBodyRule(),
            IdentifierRule(),
            RelationRule(),
            DateTimeRule(),
        ]
    }

    /// A checker with all of it. Exchanges with other hosts are passed over, unless the contract has their path.
    package static var checker: ContractChecker {
        ContractChecker(
            operations: contract.operations,
            rules: rules,
            standing: KadenceStanding(),
            concerns: { exchange in isKadence(exchange.request.url) }
        )
    }

    /// Whether the URL is one of the API's: by a host of the vendor's or by the paths' common beginning.
    package static func isKadence(_ url: [UInt8]) -> Bool {
        guard let parts = URLParts(url) else { return false }
        return Region(host: parts.hostText) != nil || parts.path.starts(with: publicPath.utf8)
    }

    /// What all paths of the API begin with.
    package static let publicPath = "/v1/public/"

    /// Whether the request asks for a token.
    package static func isTokenRequest(_ url: [UInt8]) -> Bool {
        URLParts(url)?.path.suffix(Endpoints.tokenPath.utf8.count).elementsEqual(Endpoints.tokenPath.utf8) ?? false
    }
}
