import ExchangeModel
import Testing

@testable import ReplayPlan

@Suite struct HeaderMeaningTests {
    private func differences(_ recorded: HeaderList, _ now: HeaderList) -> [String] {
        var places = PlaceTable()
        var found = Differences()
        HeaderMeaning.difference(recorded, now, rules: ValueRules(), places: &places, into: &found)
        return found.entries.map { places.text($0.place) + " " + $0.statement }
    }

    @Test func theSameMeaningIsNoDifference() {
        let pairs: [(HeaderList, HeaderList)] = [
            (["Content-Type": "application/ld+json; charset=utf-8"], ["content-type": "Application/LD+JSON"]),
            (["Content-Type": "text/html; charset=UTF-8"], ["Content-Type": "text/html;charset=\"utf-8\""]),
            (["Content-Type": "multipart/mixed; boundary=a"], ["Content-Type": "multipart/mixed; boundary=b"]),
            (["Vary": "Accept, Origin"], ["Vary": "origin,accept"]),
            (["Vary": "Accept, Origin"], ["Vary": "Origin", "Vary": "Accept"]),
            (["Allow": "GET, POST"], ["Allow": "POST,GET"]),
            (["Cache-Control": "no-cache, private"], ["Cache-Control": "private, No-Cache"]),
            (["Link": "<a,b>; rel=\"x,y\", <c>"], ["Link": "<c>, <a,b>; rel=\"x,y\""]),
        ]
        for (recorded, now) in pairs { #expect(differences(recorded, now) == []) }
    }

    @Test func anotherMeaningIs() {
        #expect(
            differences(["Content-Type": "text/csv"], ["Content-Type": "text/html"])
                == ["header content-type is text/html, was text/csv"]
        )
        #expect(differences(["Content-Type": "text/csv"], ["Content-Type": "text/csv; charset=utf-16"]).count == 1)
        #expect(differences(["Allow": "GET, POST"], ["Allow": "GET"]) == ["header allow is GET, was GET, POST"])
        #expect(differences(["Allow": "GET"], [:]) == ["header allow is missing"])
        #expect(differences(["Location": "/a"], ["Location": "/A"]).count == 1)
        #expect(differences([:], ["Vary": "Accept"]) == [])
    }

    @Test(
        arguments: [
            "Date", "Age", "ETag", "Set-Cookie", "Server-Timing", "X-Served-By", "X-WX-Trace", "X-RateLimit-Remaining",
            "Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Server", "Via", "Last-Modified",
            "Expires", "X-Cache", "Alt-Svc", "X-Unknown",
        ]
    )
    func whoAnsweredAndWhenIsNone(_ name: String) {
        var recorded = HeaderList()
        var now = HeaderList()
        recorded.append(name, "one")
        now.append(name, "two")
        #expect(differences(recorded, now) == [])
        #expect(differences(recorded, HeaderList()) == [])
    }
}
