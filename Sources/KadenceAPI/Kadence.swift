package import APIDocument
internal import CResources
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
package import Redaction

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

    /// An Overlay 1.0 that turns the vendor's document into one that its own examples satisfy, as YAML.
    package static var vendorOverlayBytes: [UInt8] {
        var size = 0
        let start = reprise_vendor_overlay(&size)
        return Array(UnsafeBufferPointer(start: start, count: size))
    }

    /// A checker against the contract, as it is meant.
    package static let checker = checker(CheckPlan())

    /// Whether the request is one to the API or its sign-in: by a host of the vendor's, by the paths' common
    /// beginning, or by what it asks for.
    ///
    /// Many services hand out tokens under the sign-in's path. On a host that is not the vendor's, only a request
    /// for the scope that Kadence names is one to Kadence, or to something that stands in for it.
    package static func isKadence(_ request: RedactedRequest) -> Bool {
        guard let parts = URLParts(request.url) else { return false }
        if Region(host: parts.hostText) != nil || parts.path.starts(with: publicPath.utf8) { return true }
        return isTokenRequest(request.url) && asksForScope(request.body)
    }

    private static func asksForScope(_ body: RedactedBody) -> Bool {
        if let document = try? JSONDocument.parse(body.bytes) { return document.root["scope"]?.string == "public" }
        return body.bytes.split(separator: 0x26).contains { $0.elementsEqual("scope=public".utf8) }
    }

    /// What all paths of the API begin with.
    package static let publicPath = "/v1/public/"

    /// Whether the request asks for a token.
    package static func isTokenRequest(_ url: [UInt8]) -> Bool {
        URLParts(url)?.path.suffix(Endpoints.tokenPath.utf8.count).elementsEqual(Endpoints.tokenPath.utf8) ?? false
    }
}
