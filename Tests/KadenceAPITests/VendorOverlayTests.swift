import APIDocument
import JSONTree
import Testing
import YAMLTree

@testable import KadenceAPI

/// The overlay as a file, and what it makes of the vendor's document.
@Suite struct VendorOverlayTests {
    private func actions() throws -> [JSONNode] {
        let root = try YAMLDocument.parse(Kadence.vendorOverlayBytes).json.root
        #expect(root["overlay"]?.string == "1.0.0")
        #expect(root["info"]?["title"]?.string != nil && root["info"]?["version"]?.string != nil)
        return Array(try #require(root["actions"]).elements)
    }

    @Test func eachActionHasTargetReasonAndOneDeed() throws {
        let actions = try actions()
        #expect(actions.count == 28)
        for action in actions {
            let target = try #require(action["target"]?.string)
            #expect(target.hasPrefix("$"), "\(target)")
            #expect(action["description"]?.string?.hasSuffix(".") == true, "\(target)")
            #expect((action["remove"]?.bool == true) != (action["update"] != nil), "\(target)")
            let known = Set(["target", "description", "update", "remove"])
            #expect(Set(action.members.compactMap { $0.key.string }).isSubset(of: known), "\(target)")
        }
        #expect(Set(actions.map { JSONValue($0).text }).count == actions.count, "no action stands there twice")
    }

    /// The two lists of names in it are complete.
    @Test(arguments: ["Ulid", "Uuid"]) func itNamesEveryIdentifier(kind: String) throws {
        guard let bytes = SharedFiles.document() else { return }
        let schemas = try #require(try Contract(parsing: bytes).document?.root["components"]?["schemas"])
        let wanted = schemas.members.compactMap { $0.key.string }.filter { $0.hasPrefix(kind) }
        let target = try #require(
            try actions().compactMap { $0["target"]?.string }.first { $0.contains("'\(kind)-") }
        )
        let parts = target.split(separator: "'", omittingEmptySubsequences: false)
        let named = parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
        #expect(named.sorted() == wanted.sorted())
        #expect(named.count == (kind == "Ulid" ? 22 : 6))
    }

    // MARK: Applied

    /// The answers that the vendor's own examples add up to, by operation: status and JSON-LD body.
    private func answers(_ vendor: Contract) throws -> [(operation: String, status: String, body: JSONValue)] {
        var result: [(operation: String, status: String, body: JSONValue)] = []
        for operation in vendor.operations.operations {
            for response in operation.responses where response.status.hasPrefix("2") && response.status != "204" {
                let status = try #require(Int(response.status))
                let schema = vendor.schema(of: operation, status: status, mediaType: "application/ld+json")
                let body = ExampleBuilder(contract: vendor).value(of: try #require(schema))
                result.append((operation.label, response.status, body))
            }
        }
        return result
    }

    /// The operations whose answer breaks the document, and the number of violations.
    private func broken(
        _ contract: Contract,
        _ answers: [(operation: String, status: String, body: JSONValue)]
    ) throws -> (operations: Int, violations: [String]) {
        let schemas = try ContractSchemas(contract)
        var violations: [String] = []
        var operations = 0
        for (label, status, body) in answers {
            let operation = try #require(contract.operations.operation(named: label))
            let place = try #require(try schemas.schema(of: operation, ["responses", status]))
            let faults = try schemas.faults(of: body, at: place)
            if !faults.isEmpty { operations += 1 }
            violations += faults.map { label + " " + $0 }
        }
        return (operations, violations)
    }

    @Test func itMakesADocumentThatItsExamplesSatisfy() throws {
        guard let bytes = SharedFiles.document() else { return }
        let vendor = try Contract(parsing: bytes)
        let (corrected, result) = try vendor.applying(try Overlay(parsing: Kadence.vendorOverlayBytes))
        #expect(result.warnings.isEmpty, "\(result.warnings)")
        #expect(result.applications.count == 28)
        for application in result.applications { #expect(application.matches > 0, "\(application.reason ?? "")") }
        // Overlay 1.0 can't take away a member that is true or false, so `nullable` stays, with nothing left to say.
        let defects = corrected.defects.filter { $0.kind != .ignoredNullable }
        #expect(!vendor.defects.filter { $0.kind != .ignoredNullable }.isEmpty)
        #expect(defects.isEmpty, "\(defects.map(\.description).joined(separator: "\n"))")

        let answers = try answers(vendor)
        #expect(answers.count == 26)
        let before = try broken(vendor, answers)
        #expect(before.operations == 24)
        let after = try broken(corrected, answers)
        #expect(after.violations.isEmpty, "\(after.violations.joined(separator: "\n"))")

        // What takes the examples must not take anything.
        for (right, wrong, least) in [
            (#""id":"01GTBV1CT3BM8A42SEJ2J5F4EG""#, #""id":7"#, 24), ("2017-07-21T17:32:28+00:00", "soon", 15),
            ("/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG", "no iri \\u0020", 7),
            (#""checkInMethod":"doorAccess""#, #""checkInMethod":"key""#, 7),
        ] {
            let changed = try answers.map { answer in
                let text = answer.body.text.replacing(right, with: wrong)
                let body = JSONValue(try JSONDocument.parse(Array(text.utf8)).root)
                return (operation: answer.operation, status: answer.status, body: body)
            }
            #expect(try broken(corrected, changed).operations >= least, "\(wrong)")
        }
    }

    /// It adds and corrects; no operation, parameter or status of the document is lost.
    @Test func itLosesNothing() throws {
        guard let bytes = SharedFiles.document() else { return }
        let vendor = try Contract(parsing: bytes)
        let (corrected, _) = try vendor.applying(try Overlay(parsing: Kadence.vendorOverlayBytes))
        #expect(corrected.operations.operations.map(\.label) == vendor.operations.operations.map(\.label))
        for (mine, theirs) in zip(corrected.operations.operations, vendor.operations.operations) {
            let names = { (operation: OperationDescription) in
                Set(operation.parameters.map { "\($0.location) \($0.name) \($0.isRequired)" })
            }
            #expect(names(mine) == names(theirs), "\(mine.label)")
            #expect(mine.statuses == theirs.statuses && mine.requestMediaTypes == theirs.requestMediaTypes)
        }
    }
}
