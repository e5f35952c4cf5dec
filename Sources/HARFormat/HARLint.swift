internal import JSONTree

/// One thing that HAR 1.2 asks for and a file does not have.
package struct HARLintProblem: Sendable, Hashable, CustomStringConvertible {
    /// Where, as a JSON Pointer (RFC 6901).
    package let pointer: String
    package let message: String

    package var description: String { "\(pointer): \(message)" }
}

/// Checks a file for the members that HAR 1.2 requires, and the types and ranges of those it defines. Real files often miss some; `HARReader` does
/// not mind.
package enum HARLint {
    /// More than anybody reads; a file of a million entries may have a problem in each.
    private static let mostProblems = 1_000

    /// - Throws: `HARError` where the file is not JSON.
    package static func check(_ bytes: [UInt8]) throws(HARError) -> [HARLintProblem] {
        var problems: [HARLintProblem] = []
        var text = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            text.removeFirst(3)
            problems.append(HARLintProblem(pointer: "", message: "must not begin with a byte order mark"))
        }
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument.parse(text)
        } catch {
            let mark = bytes.count - text.count
            throw HARError(reason: error.reason, offset: error.offset + mark, line: error.line, column: error.column)
        }
        check(document.root, against: file, at: "", &problems)
        return problems
    }

    /// What a value must be.
    private indirect enum Shape: Sendable {
        case text, number, dateTime
        /// A whole number, -1 where it is unknown.
        case size
        /// Milliseconds; not negative, or -1 where the phase did not happen.
        case milliseconds, phase
        case list(Shape)
        case members([(String, Shape)])
        /// May be absent.
        case optional(Shape)
    }

    private static let comment = ("comment", Shape.optional(.text))
    private static let pair = Shape.members([("name", .text), ("value", .text), comment])
    private static let cookie = Shape.members([
        ("name", .text), ("value", .text), ("path", .optional(.text)), ("domain", .optional(.text)),
        ("expires", .optional(.dateTime)), comment,
    ])
    // Of `text` and `params` one is enough.
    private static let posted = Shape.members([
        ("mimeType", .text), ("text", .optional(.text)),
        ("params", .optional(.list(.members([("name", .text), ("value", .optional(.text))])))), comment,
    ])
    private static let request = Shape.members([
        ("method", .text), ("url", .text), ("httpVersion", .text), ("cookies", .list(cookie)), ("headers", .list(pair)),
        ("queryString", .list(pair)), ("postData", .optional(posted)), ("headersSize", .size), ("bodySize", .size),
        comment,
    ])
    private static let content = Shape.members([
        ("size", .size), ("compression", .optional(.number)), ("mimeType", .text), ("text", .optional(.text)),
        ("encoding", .optional(.text)), comment,
    ])
    private static let response = Shape.members([
        ("status", .size), ("statusText", .text), ("httpVersion", .text), ("cookies", .list(cookie)),
        ("headers", .list(pair)), ("content", content), ("redirectURL", .text), ("headersSize", .size),
        ("bodySize", .size), comment,
    ])
    private static let timings = Shape.members([
        ("blocked", .optional(.phase)), ("dns", .optional(.phase)), ("connect", .optional(.phase)),
        ("send", .milliseconds), ("wait", .milliseconds), ("receive", .milliseconds), ("ssl", .optional(.phase)),
        comment,
    ])
    private static let entry = Shape.members([
        ("pageref", .optional(.text)), ("startedDateTime", .dateTime), ("time", .milliseconds), ("request", request),
        ("response", response), ("cache", .members([])), ("timings", timings), ("serverIPAddress", .optional(.text)),
        ("connection", .optional(.text)), comment,
    ])
    private static let program = Shape.members([("name", .text), ("version", .text), comment])
    private static let page = Shape.members([
        ("startedDateTime", .dateTime), ("id", .text), ("title", .text),
        (
            "pageTimings",
            .members([("onContentLoad", .optional(.phase)), ("onLoad", .optional(.phase)), comment])
        ), comment,
    ])
    private static let file = Shape.members([
        (
            "log",
            .members([
                ("version", .text), ("creator", program), ("browser", .optional(program)),
                ("pages", .optional(.list(page))), ("entries", .list(entry)), comment,
            ])
        )
    ])

    private static func check(
        _ node: JSONNode,
        against shape: Shape,
        at pointer: String,
        _ problems: inout [HARLintProblem]
    ) {
        guard problems.count < mostProblems else { return }
        func expect(_ isSo: Bool, _ name: String) {
            if !isSo { problems.append(HARLintProblem(pointer: pointer, message: "must be \(name)")) }
        }
        func expect(_ kind: JSONKind, _ name: String) -> Bool {
            expect(node.kind == kind, name)
            return node.kind == kind
        }
        switch shape {
        case .text: _ = expect(.string, "a string")
        case .number: _ = expect(.number, "a number")
        case .size: expect(node.int.map { $0 >= -1 } ?? false, "a whole number, or -1 where it is unknown")
        case .milliseconds: expect(node.double.map { $0 >= 0 } ?? false, "a number that is not negative")
        case .phase: expect(node.double.map { $0 >= 0 || $0 == -1 } ?? false, "a number that is not negative, or -1")
        case .dateTime:
            expect(node.string.map(HARText.isDateTime) ?? false, "an ISO 8601 date and time with offset")
        case .optional(let inner): check(node, against: inner, at: pointer, &problems)
        case .list(let element):
            guard expect(.array, "an array") else { return }
            for (index, child) in node.elements.enumerated() {
                check(child, against: element, at: "\(pointer)/\(index)", &problems)
            }
        case .members(let members):
            guard expect(.object, "an object") else { return }
            for (name, inner) in members {
                if let child = node[name] {
                    check(child, against: inner, at: "\(pointer)/\(name)", &problems)
                } else if case .optional = inner {
                    continue
                } else {
                    problems.append(HARLintProblem(pointer: "\(pointer)/\(name)", message: "is missing"))
                }
            }
        }
    }
}
