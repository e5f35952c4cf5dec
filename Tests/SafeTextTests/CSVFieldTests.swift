import SafeText
import TestSupport
import Testing

@Suite struct CSVFieldTests {
    private func field(_ text: String) -> String { Neutralizer.neutralize(text, for: .csv) }

    @Test func quotesWhatMustBeQuoted() {
        #expect(field("plain") == "plain")
        #expect(field("") == "")
        #expect(field("a,b") == "\"a,b\"")
        #expect(field("say \"hi\"") == "\"say \"\"hi\"\"\"")
        #expect(field("a\r\nb") == "\"a\nb\"")
        #expect(field(" padded ") == "\" padded \"")
    }

    @Test func formulasBecomeText() {
        #expect(field("=cmd|' /C calc'!A0") == "\"'=cmd|' /C calc'!A0\"")
        #expect(field("+1+1") == "\"'+1+1\"")
        #expect(field("-2+3") == "\"'-2+3\"")
        #expect(field("@SUM(A1)") == "\"'@SUM(A1)\"")
        #expect(field("  =1") == "\"'  =1\"")
        #expect(field("\t=1") == "\"'\t=1\"")
        #expect(field("\n=1") == "\"'\n=1\"")
        #expect(field("\u{FF1D}1").hasPrefix("\"'"))
        #expect(field("=\"a\"") == "\"'=\"\"a\"\"\"")
    }

    /// What a spreadsheet sees first, quotes and white space taken away, starts no formula.
    @Test func noFieldIsAFormula() {
        var generator = SeededGenerator(seed: 18)
        for round in 0..<800 {
            var bytes = generator.hostileBytes(upTo: 6)
            if round % 2 == 0 {
                bytes = Array(["=", "+", "-", "@", "\t=", "\r=", "\n@", " ="][round / 2 % 8].utf8) + bytes
            }
            let text = Neutralizer.neutralize(bytes, for: .csv)
            let inner = text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text
            let first = inner.unicodeScalars.first { !$0.properties.isWhitespace }
            let isFormula = first.map { "=+-@|%".unicodeScalars.contains($0) } ?? false
            #expect(!isFormula || Double(text) != nil, "\(text.debugDescription)")
            #expect(inner.unicodeScalars.first != "\t" && inner.unicodeScalars.first != "\r")
            // A quote inside is doubled, so that the field ends where it should.
            #expect(inner.replacing("\"\"", with: "").contains("\"") == false)
        }
    }

    @Test func numbersStayNumbers() {
        #expect(field("-12.5") == "-12.5")
        #expect(field("+3") == "+3")
        #expect(field("-") == "\"'-\"")
        #expect(field("-1.") == "\"'-1.\"")
    }

    @Test func pythonReadsTheSameFields() throws {
        let texts = hostileTexts.filter { !$0.contains("\r") }
        let line = texts.map(field).joined(separator: ",") + "\n"
        let script = """
            import csv, sys
            rows = list(csv.reader(open('a.csv', newline='', encoding='utf-8'), strict=True))
            print(len(rows), len(rows[0]))
            assert not any(f.lstrip()[:1] in ('=', '+', '@') for f in rows[0])
            """
        guard let result = try run("python3", ["-c", script], files: ["a.csv": Array(line.utf8)]) else { return }
        #expect(result.status == 0)
        #expect(String(decoding: result.output, as: UTF8.self) == "1 \(texts.count)\n")
    }
}
