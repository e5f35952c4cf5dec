internal import JSONTree

/// One thing that HAR 1.2 asks for and a file does not have.
package struct HARLintProblem: Sendable, Hashable, CustomStringConvertible {
    /// Where, as a JSON Pointer (RFC 6901).
    package let pointer: String
    package let message: String

    package var description: String { "\(pointer): \(message)" }
}

/// Checks a file for the members that HAR 1.2 requires, and their types. Real files often miss some; `HARReader` does
/// not mind.
package enum HARLint {
    /// - Throws: `HARError` where the file is not JSON.
    package static func check(_ bytes: [UInt8]) throws(HARError) -> [HARLintProblem] {
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument.parse(bytes)
        } catch {
            throw HARError(reason: error.reason, offset: error.offset, line: error.line, column: error.column)
        }
        var problems: [HARLintProblem] = []
        check(document.root, against: file, at: "", &problems)
        return problems
    }

    /// What a value must be.
    private indirect enum Shape: Sendable {
        case text, number, dateTime
        case list(Shape)
        case members([(String, Shape)])
        /// May be absent.
        case optional(Shape)
    }

    private static let pair = Shape.members([("name", .text), ("value", .text)])
    private static let request = Shape.members([
        ("method", .text), ("url", .text), ("httpVersion", .text), ("cookies", .list(pair)), ("headers", .list(pair)),
        ("queryString", .list(pair)), ("headersSize", .number), ("bodySize", .number),
        ("postData", .optional(.members([("mimeType", .text), ("text", .text)]))),
    ])
    private static let response = Shape.members([
        ("status", .number), ("statusText", .text), ("httpVersion", .text), ("cookies", .list(pair)),
        ("headers", .list(pair)), ("redirectURL", .text), ("headersSize", .number), ("bodySize", .number),
        ("content", .members([("size", .number), ("mimeType", .text)])),
    ])
    private static let timings = Shape.members([("send", .number), ("wait", .number), ("receive", .number)])
    private static let entry = Shape.members([
        ("startedDateTime", .dateTime), ("time", .number), ("request", request), ("response", response),
        ("cache", .members([])), ("timings", timings), ("serverIPAddress", .optional(.text)),
        ("connection", .optional(.text)),
    ])
    private static let file = Shape.members([
        (
            "log",
            .members([
                ("version", .text), ("creator", .members([("name", .text), ("version", .text)])),
                ("entries", .list(entry)),
            ])
        )
    ])

    private static func check(
        _ node: JSONNode,
        against shape: Shape,
        at pointer: String,
        _ problems: inout [HARLintProblem]
    ) {
        func expect(_ kind: JSONKind, _ name: String) -> Bool {
            if node.kind == kind { return true }
            problems.append(HARLintProblem(pointer: pointer, message: "must be \(name)"))
            return false
        }
        switch shape {
        case .text: _ = expect(.string, "a string")
        case .number: _ = expect(.number, "a number")
        case .dateTime:
            if expect(.string, "a date and time"), !HARText.isDateTime(node.string ?? "") {
                problems.append(
                    HARLintProblem(pointer: pointer, message: "must be an ISO 8601 date and time with offset")
                )
            }
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
