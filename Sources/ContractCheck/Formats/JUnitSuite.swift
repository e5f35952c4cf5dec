internal import SafeText

/// A test suite of JUnit XML: what its cases came to, and how it is written.
struct JUnitSuite {
    enum Outcome: Sendable, Hashable {
        case passed
        /// The kind and the text.
        case failed(String, String)
        case error(String, String)
        case skipped(String)
    }

    struct Case {
        var name: String
        var outcome: Outcome = .passed
        /// What a passed case has to say.
        var output: String?
    }

    let name: String
    var cases: [Case] = []

    var failures: Int { cases.count { if case .failed = $0.outcome { true } else { false } } }
    var errors: Int { cases.count { if case .error = $0.outcome { true } else { false } } }
    var skipped: Int { cases.count { if case .skipped = $0.outcome { true } else { false } } }

    var lines: [String] {
        let name = JUnitSuite.xml(name, 200)
        return ["  <testsuite name=\"\(name)\" \(JUnitSuite.counts([self])) time=\"0\">"]
            + cases.flatMap { JUnitSuite.lines(of: $0, className: name) }
            + ["  </testsuite>"]
    }

    /// The counting attributes of one or several suites.
    static func counts(_ suites: [JUnitSuite]) -> String {
        func sum(_ number: (JUnitSuite) -> Int) -> Int { suites.reduce(0) { $0 + number($1) } }
        return "tests=\"\(sum { $0.cases.count })\" failures=\"\(sum(\.failures))\" errors=\"\(sum(\.errors))\" "
            + "skipped=\"\(sum(\.skipped))\""
    }

    private static func lines(of item: Case, className: String) -> [String] {
        let head = "    <testcase name=\"\(xml(item.name, 300))\" classname=\"\(className)\" time=\"0\""
        let inner: String
        switch item.outcome {
        case .passed:
            guard let output = item.output else { return [head + "/>"] }
            inner = "<system-out>\(xml(output))</system-out>"
        case .failed(let kind, let text):
            inner = element("failure", kind, text)
        case .error(let kind, let text):
            inner = element("error", kind, text)
        case .skipped(let reason):
            inner = "<skipped message=\"\(xml(reason, 300))\"/>"
        }
        return [head + ">", "      " + inner, "    </testcase>"]
    }

    /// The message is the text's first line.
    private static func element(_ name: String, _ kind: String, _ text: String) -> String {
        let first = String(decoding: text.utf8.prefix { $0 != 0x0A }, as: UTF8.self)
        return "<\(name) type=\"\(xml(kind, 100))\" message=\"\(xml(first, 300))\">\(xml(text))</\(name)>"
    }

    /// Text for XML; line feeds stay as references, and no runner sees a command in it.
    static func xml(_ text: String, _ maximum: Int = 8_000) -> String {
        let text = Neutralizer.neutralize(text, for: .xml, maximum: maximum)
        guard text.utf8.contains(0x23) else { return text }
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte == 0x23, result.last == 0x23 { result += "&#35;".utf8 } else { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
