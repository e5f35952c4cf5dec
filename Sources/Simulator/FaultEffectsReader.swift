import ExchangeModel
import JSONTree

/// The `then` of a rule.
extension FaultPlanReader {
    private static let known = [
        "status", "title", "description", "delay", "truncate", "reset", "wrongType", "missing", "set", "rename",
        "answerStatus", "contentType", "breakJSON", "dropHeader", "setHeader", "repeatMember", "addToTotal",
        "ignoreFilter", "reverseOrder",
    ]

    func effects(_ node: JSONNode) throws(FaultPlanError) -> FaultEffects {
        var then = FaultEffects()
        let entries = try members(node, of: "“then”", known: FaultPlanReader.known)
        guard !entries.isEmpty else { throw fail(node, "“then” is empty: say what shall happen") }
        for (key, value) in entries {
            switch key {
            case "status": then.status = try number(value, key, 400...599)
            case "title": then.title = try text(value, key)
            case "description": then.description = try text(value, key)
            case "delay": then.delayMilliseconds = try number(value, key, 0...FaultPlan.longestDelay)
            case "truncate": then.truncateAfter = try number(value, key, 0...Int.max)
            case "reset": then.reset = try flag(value, key)
            case "wrongType": then.wrongType = try pointer(value, key)
            case "missing": then.missing = try inner(value, key)
            case "repeatMember": then.list.repeatsMember = try flag(value, key)
            case "reverseOrder": then.list.reversesOrder = try flag(value, key)
            case "addToTotal": then.list.totalOffset = try number(value, key, -1_000_000...1_000_000)
            case "ignoreFilter":
                for name in oneOrMore(value) { then.list.ignoredFilters.append(try text(name, key)) }
            default: then.edits += try edits(value, key)
            }
        }
        if then.status == nil, then.title != nil || then.description != nil {
            throw fail(node, "“title” and “description” need a “status”")
        }
        return then
    }

    /// What changes a finished answer, in the order in which the plan names it.
    private func edits(_ node: JSONNode, _ key: String) throws(FaultPlanError) -> [AnswerEdit] {
        switch key {
        case "answerStatus": return [.status(try number(node, key, 200...399))]
        case "contentType": return [.contentType(try headerValue(node, key))]
        case "breakJSON": return try flag(node, key) ? [.breakJSON] : []
        default: break
        }
        var edits: [AnswerEdit] = []
        for item in oneOrMore(node) {
            switch key {
            case "dropHeader": edits.append(.dropHeader(try headerName(item, key)))
            case "setHeader":
                let parts = try pair(item, key, "name", "value")
                edits.append(
                    .setHeader(
                        APIHeader(name: try headerName(parts.0, "name"), value: try headerValue(parts.1, "value"))
                    )
                )
            case "rename":
                let parts = try pair(item, key, "pointer", "to")
                edits.append(.rename(try inner(parts.0, "pointer"), to: try text(parts.1, "to")))
            default:
                let parts = try pair(item, key, "pointer", "value")
                edits.append(.set(try pointer(parts.0, "pointer"), JSONValue(parts.1)))
            }
        }
        guard !edits.isEmpty else { throw fail(node, "“\(key)” is empty: say what shall happen") }
        return edits
    }

    private func oneOrMore(_ node: JSONNode) -> [JSONNode] {
        node.kind == .array ? Array(node.elements) : [node]
    }

    private func pair(
        _ node: JSONNode,
        _ owner: String,
        _ first: String,
        _ second: String
    ) throws(FaultPlanError) -> (JSONNode, JSONNode) {
        let entries = try members(node, of: "“\(owner)”", known: [first, second])
        guard let a = entries.last(where: { $0.0 == first })?.1, let b = entries.last(where: { $0.0 == second })?.1
        else { throw fail(node, "“\(owner)” needs both “\(first)” and “\(second)”") }
        return (a, b)
    }

    private func flag(_ node: JSONNode, _ name: String) throws(FaultPlanError) -> Bool {
        guard let flag = node.bool else { throw fail(node, "“\(name)” must be true or false") }
        return flag
    }

    /// The headers that frame a message are not the plan's: an answer that can't be read tells nothing.
    private func headerName(_ node: JSONNode, _ name: String) throws(FaultPlanError) -> String {
        let text = try text(node, name)
        guard text.utf8.allSatisfy(ASCII.isToken) else { throw fail(node, "“\(text)” is no header name") }
        let framing = ["content-length", "transfer-encoding", "connection"]
        guard !framing.contains(where: { ASCII.equalIgnoringCase($0.utf8, text.utf8) }) else {
            throw fail(node, "“\(text)” frames the message and can't be changed; see “truncate” and “reset”")
        }
        return text
    }

    private func headerValue(_ node: JSONNode, _ name: String) throws(FaultPlanError) -> String {
        // 2500 needs no quotes in YAML to be meant as text.
        let text = node.kind == .number ? String(decoding: node.lexeme, as: UTF8.self) : node.string
        guard let text, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 }) else {
            throw fail(node, "“\(name)” must be a text of printable ASCII")
        }
        return text
    }

    private func pointer(_ node: JSONNode, _ name: String) throws(FaultPlanError) -> JSONPointer {
        // The empty pointer is the whole body.
        guard let pointer = node.string.flatMap({ JSONPointer(parsing: $0) }) else {
            throw fail(node, "“\(name)” must be a JSON Pointer such as /hydra:member/0/id")
        }
        return pointer
    }

    private func inner(_ node: JSONNode, _ name: String) throws(FaultPlanError) -> JSONPointer {
        let pointer = try pointer(node, name)
        guard !pointer.tokens.isEmpty else { throw fail(node, "“\(name)” must point into the body, not at all of it") }
        return pointer
    }
}
