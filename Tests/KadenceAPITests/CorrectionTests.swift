import APIDocument
import ContractCheck
import JSONTree
import Testing

@testable import KadenceAPI

@Suite struct CorrectionTests {
    private static let document = Result { try SharedFiles.document().map { try Contract(parsing: $0) } }

    private func vendor() throws -> Contract? { try CorrectionTests.document.get() }

    @Test func eachHasPlaceAndReason() throws {
        let document = try JSONDocument.parse(Correction.bytes)
        #expect(document.root["corrections"]?.count == Correction.all.count, "each entry can be read")
        #expect(Correction.all.count == 42)
        #expect(Set(Correction.all.map(\.id)).count == Correction.all.count)
        for correction in Correction.all {
            #expect(!correction.places.isEmpty, "\(correction.id)")
            for text in [correction.what, correction.reason] { #expect(text.hasSuffix("."), "\(correction.id)") }
        }
    }

    @Test func eachPlaceBelongsToOne() {
        var owners: [String: String] = [:]
        for correction in Correction.all {
            for place in correction.places {
                #expect(owners[place] == nil, "\(place): \(correction.id) and \(owners[place] ?? "")")
                owners[place] = correction.id
            }
        }
        #expect(owners.count > 600)
    }

    @Test func placesAreInTheVendorsDocument() throws {
        guard let document = try vendor()?.document else { return }
        for correction in Correction.all {
            for place in correction.places {
                let pointer = try #require(JSONPointer(parsing: place))
                #expect(document.node(at: pointer) != nil, "\(correction.id): \(place)")
            }
        }
    }

    /// What is listed for no difference is no correction. Names of schemas are compared with nothing.
    @Test func eachExcusesADifference() throws {
        guard let vendor = try vendor() else { return }
        var comparison = ContractComparison(own: Kadence.contract, vendor: vendor)
        comparison.run()
        for correction in Correction.all where correction.id != "schema-names" {
            #expect(!comparison.excused.isDisjoint(with: correction.places), "\(correction.id) excuses nothing")
        }
        #expect(comparison.excused.count > 380)
    }

    /// The places that no comparison reaches: the schemas of CSV, and those that no operation refers to.
    @Test func everyOtherPlaceIsOfASchemaThatJSONDoesNotReach() throws {
        guard let vendor = try vendor() else { return }
        var comparison = ContractComparison(own: Kadence.contract, vendor: vendor)
        comparison.run()
        let rest = Correction.all.flatMap(\.places).filter { !comparison.excused.contains($0) }
        for place in rest where place != "/components/schemas" {
            #expect(place.hasPrefix("/components/schemas/"), "\(place)")
        }
    }

    @Test func aDifferenceWithoutItsCorrectionIsFound() throws {
        guard let vendor = try vendor() else { return }
        var comparison = ContractComparison(own: Kadence.contract, vendor: vendor, corrections: [])
        comparison.run()
        #expect(comparison.differences.count > 300 && comparison.excused.isEmpty)
    }
}
