import ContractCheck
import ExchangeModel
import Foundation
import HARFormat
import JSONTree
import Redaction
import Testing

@testable import KadenceAPI

/// The list of errors that the check can find holds all that it does find, in answers spoilt in every place.
@Suite struct FailureNamesTests {
    private static let flows = ["retrieve-bookings", "check-in-and-out", "create-booking", "floorplan-availability"]

    private static func recordings(_ flow: String) throws -> [Exchange] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("fixtures/\(flow).har")
        return try HARReader.read(Array(try Data(contentsOf: file))).exchanges
    }

    /// The pointers of a body's values, those of a list's first member standing for the others.
    private static func places(_ node: JSONNode, _ path: String = "", depth: Int = 0) -> [String] {
        guard depth < 5 else { return [path] }
        var found = [path]
        for (place, element) in node.elements.prefix(1).enumerated() {
            found += places(element, "\(path)/\(place)", depth: depth + 1)
        }
        for (key, value) in node.members {
            let name = (key.string ?? "").replacingOccurrences(of: "~", with: "~0").replacingOccurrences(
                of: "/",
                with: "~1"
            )
            found += places(value, path + "/" + name, depth: depth + 1)
        }
        return found
    }

    @Test(arguments: flows) func everyErrorIsNamed(_ flow: String) throws {
        let redactor = Redactor(keys: .ephemeral())
        let names = Set(Kadence.failures)
        var found: Set<String> = []
        func check(_ exchange: Exchange) {
            let result = Kadence.checker.check([(number: 1, exchange: redactor.redact(exchange))])
            for finding in result.findings where finding.severity == .error && finding.blame == .api {
                guard !finding.isNotEvaluable else { continue }
                found.insert(finding.rule)
            }
        }
        for exchange in try FailureNamesTests.recordings(flow) {
            let response = try #require(exchange.response)
            var spoilt = exchange
            for status in [200, 204, 206, 404, 500] {
                spoilt.response = response
                spoilt.response?.status = status
                check(spoilt)
            }
            for header in Set(response.headers.fields.map(\.nameText)) {
                for value in ["-1", "0", "99999", "text/html", nil] as [String?] {
                    spoilt.response = response
                    spoilt.response?.headers.remove(header)
                    if let value { spoilt.response?.headers.append(header, value) }
                    check(spoilt)
                }
            }
            let body = response.body.bytes
            for length in [0, 1, body.count / 2] {
                spoilt.response = response
                spoilt.response?.body = MessageBody(Array(body.prefix(length)))
                check(spoilt)
            }
            guard let document = try? JSONDocument.parse(body) else { continue }
            for place in FailureNamesTests.places(document.root) {
                for value in ["7", #""x""#, #""/v1/public/visits/01M7DDARQ0274YTB0Y0C67VQVY""#] {
                    guard let pointer = JSONPointer(parsing: place), let node = document.node(at: pointer) else {
                        continue
                    }
                    spoilt.response = response
                    var bytes = body
                    bytes.replaceSubrange(node.range, with: Array(value.utf8))
                    spoilt.response?.body = MessageBody(bytes)
                    check(spoilt)
                }
            }
        }
        #expect(found.subtracting(names).isEmpty, "\(found.subtracting(names).sorted())")
        #expect(found.count > 3, "\(found.sorted())")
    }
}
