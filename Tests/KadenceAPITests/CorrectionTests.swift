import ContractCheck
import JSONTree
import Testing

@testable import KadenceAPI

@Suite struct CorrectionTests {
    @Test func eachHasPlaceAndReason() {
        #expect(Correction.all.count >= 20)
        #expect(Set(Correction.all.map(\.id)).count == Correction.all.count)
        for correction in Correction.all {
            #expect(!correction.places.isEmpty && !correction.what.isEmpty && !correction.reason.isEmpty)
        }
    }

    @Test func placesAreInTheVendorsDocument() throws {
        guard let bytes = SharedFiles.document() else { return }
        let document = try #require(try Contract(parsing: bytes).document)
        for correction in Correction.all {
            for place in correction.places {
                let pointer = try #require(JSONPointer(parsing: place))
                #expect(document.node(at: pointer) != nil, "\(correction.id): \(place)")
            }
        }
    }
}
