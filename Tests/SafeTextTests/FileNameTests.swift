import SafeText
import TestSupport
import Testing

@Suite struct FileNameTests {
    private func name(_ text: String) -> String { Neutralizer.neutralize(text, for: .fileName) }

    @Test func namesAreTame() {
        #expect(name("GET /v1/public/bookings/{id}") == "GET-v1-public-bookings-id")
        #expect(name("report_1.2.zip") == "report_1.2.zip")
        #expect(name("../../etc/passwd") == "etc-passwd")
        #expect(name("a\nb\0c") == "a-b-c")
        #expect(name("-rf") == "rf")
        #expect(name(".hidden.") == "hidden")
        #expect(name("größe") == "gr-e")
    }

    @Test func devicesOfWindowsAreNotNames() {
        #expect(name("CON") == "_CON")
        #expect(name("nul.txt") == "_nul.txt")
        #expect(name("lpt1.tar.gz") == "_lpt1.tar.gz")
        #expect(name("COM10") == "COM10")
        #expect(name("console") == "console")
    }

    @Test(arguments: ["", ".", "..", "...", "-", "日本", "\u{202E}", "/"])
    func neverEmptyNorAFolder(_ text: String) {
        #expect(name(text) == "unnamed")
    }

    @Test func everyNameKeepsTheRules() {
        var generator = SeededGenerator(seed: 14)
        for _ in 0..<600 {
            let text = Neutralizer.neutralize(generator.hostileBytes(upTo: 60), for: .fileName)
            #expect((1...100).contains(text.utf8.count))
            #expect(text.utf8.allSatisfy { ASCIIName.allowed.contains($0) })
            #expect(text.first != "." && text.first != "-" && text.last != ".")
        }
        #expect(name("CON." + String(repeating: "x", count: 200)).utf8.count == 100)
        // The `_` in front pushes a letter out at the end; what is last then may be a full stop.
        #expect(name("CON." + String(repeating: "x", count: 94) + ".yz").last == "x")
        for maximum in 1...8 {
            for text in ["CON.x.y", "con", "nul.a-b", "../..", "a..b"] {
                let short = Neutralizer.neutralize(text, for: .fileName, maximum: maximum)
                #expect(short.last != "." && short.last != "-" && !short.isEmpty)
                #expect(short.utf8.count <= max(2, maximum))
            }
        }
    }
}

private enum ASCIIName {
    static let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
}
