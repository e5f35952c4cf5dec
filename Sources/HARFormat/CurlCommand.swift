internal import ExchangeModel
package import Redaction

/// The request as a curl command that a POSIX shell reads as the very bytes, whatever they are. What was redacted
/// becomes shell variables, listed in front.
package enum CurlCommand {
    /// Longer words do not fit into an argument on Linux (128 KiB).
    private static let longestWord = 100_000

    /// Longer bodies come from a file: nobody reads or pastes such a command.
    private static let longestBody = 1 << 20

    private static let basicVariable = "BASIC_CREDENTIALS"
    private static let bodyVariable = "BODY_FILE"

    /// - Parameter tokenVariable: the variable that holds the access token.
    package static func write(_ exchange: RedactedExchange, tokenVariable: String = "KADENCE_TOKEN") -> String {
        let request = exchange.request
        var script = ShellScript()
        var options: [String] = []
        // Brackets in a URL mean something to curl, and it would take dots out of a path.
        if request.url.contains(where: { [0x5B, 0x5D, 0x7B, 0x7D].contains($0) }) { options.append("--globoff") }
        if URLParts(request.url)?.path.split(separator: 0x2F).contains(where: isDots) == true {
            options.append("--path-as-is")
        }
        if request.version == "HTTP/1.1" { options.append("--http1.1") }
        let hasBody = !request.body.bytes.isEmpty
        switch request.method {
        case "GET" where !hasBody: break
        case "POST" where hasBody: break
        case "HEAD" where !hasBody: options.append("--head")
        case let method where method.utf8.allSatisfy({ 0x41...0x5A ~= $0 }): options.append("--request " + method)
        case let method: options.append("--request " + ShellScript.word([.literal(Array(method.utf8))]))
        }
        var arguments = options.isEmpty ? [] : [options.joined(separator: " ")]
        arguments.append("--url " + ShellScript.word(script.pieces(request.url, use: "the URL", suffix: "_ENCODED")))
        var notes: [String] = []
        for field in request.headers.fields {
            guard !field.name.isEmpty, field.name.allSatisfy(ASCII.isToken) else {
                notes.append("a header field whose name is no HTTP token is left out")
                continue
            }
            if let argument = header(field, of: request, tokenVariable: tokenVariable, script: &script) {
                arguments.append(argument)
            }
        }
        var pipe = ""
        if hasBody {
            // Without a field of its own curl would name a type.
            if !request.headers.contains("Content-Type") { arguments.append("--header 'Content-Type:'") }
            let isForm = request.headers.text("Content-Type")?.lowercased().hasPrefix("application/x-www-form") == true
            if request.body.bytes.count > longestBody {
                notes.append("the request's body of \(request.body.bytes.count) bytes is too long for a command")
                arguments.append("--data-binary \"@$\(bodyVariable)\"")
            } else {
                let pieces = script.pieces(request.body.bytes, use: "the body", suffix: isForm ? "_ENCODED" : "")
                if isWord(request.body.bytes) {
                    arguments.append("--data-raw " + ShellScript.word(pieces))
                } else {
                    pipe = ShellScript.printf(pieces) + " |\n"
                    arguments.append("--data-binary @-")
                }
            }
            if let coding = request.headers.text("Content-Encoding") {
                notes.append("the request's body was coded (\(coding)); here it is sent plain")
            }
        }
        if let withheld = request.body.withheld {
            notes.append("the request had a body of \(request.body.trueLength) bytes that was not kept: \(withheld)")
        } else if request.body.isCut, !hasBody {
            notes.append("the request had a body that was not recorded")
        } else if request.body.isCut {
            notes.append("only the beginning of the request's body is here; it had \(request.body.trueLength) bytes")
        }
        let comments = preface(
            script,
            tokenVariable: tokenVariable,
            notes: notes,
            hasBodyFile: request.body.bytes.count > longestBody
        )
        return comments + pipe + "curl " + arguments.joined(separator: " \\\n  ")
    }

    /// Whether a word can hold the bytes readably: text without controls, not too long.
    private static func isWord(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= longestWord, String(validating: bytes, as: UTF8.self) != nil else { return false }
        return !bytes.contains { ($0 < 0x20 && $0 != 0x0A) || $0 == 0x7F }
    }

    private static func isDots(_ segment: ArraySlice<UInt8>) -> Bool {
        segment.elementsEqual([0x2E]) || segment.elementsEqual([0x2E, 0x2E])
    }

    private static func asksForCoding(_ value: [UInt8]) -> Bool {
        let codings = ["gzip", "x-gzip", "deflate", "br", "zstd"]
        return ASCII.lower(value).split { !ASCII.isToken($0) }.contains {
            codings.contains(String(decoding: $0, as: UTF8.self))
        }
    }

    /// Nil for fields that curl writes itself.
    private static func header(
        _ field: HeaderList.Field,
        of request: RedactedRequest,
        tokenVariable: String,
        script: inout ShellScript
    ) -> String? {
        let name = String(decoding: ASCII.lower(field.name), as: UTF8.self)
        switch name {
        case "content-length", "connection", "transfer-encoding", "expect": return nil
        case "host":
            let isOwn = URLParts(request.url).map { parts in
                var authority = parts.host
                if let port = parts.port { authority += Array(":\(port)".utf8) }
                return ASCII.equalIgnoringCase(authority, field.value)
            }
            if isOwn == true { return nil }
        // Asks for the codings that curl knows, and shows the answer decoded.
        case "accept-encoding" where asksForCoding(field.value): return "--compressed"
        // The body is here decoded.
        case "content-encoding" where !request.body.bytes.isEmpty: return nil
        default: break
        }
        if field.value.isEmpty { return "--header " + ShellScript.word([.literal(field.name + [0x3B])]) }
        let start: [UInt8] = field.name + [0x3A, 0x20]
        let standIns = StandIn.find(in: field.value)
        if name == "authorization", let only = standIns.first, standIns.count == 1,
            ASCII.equalIgnoringCase(field.value.prefix(7), "bearer ".utf8)
        {
            let variable = script.variable(for: only.text, use: "", named: tokenVariable)
            return "--header " + ShellScript.word([.literal(start + field.value.prefix(7)), .variable(variable)])
        }
        if name == "authorization", !standIns.isEmpty, ASCII.equalIgnoringCase(field.value.prefix(6), "basic ".utf8) {
            let variable = script.variable(for: standIns[0].text, use: "", named: basicVariable)
            return "--header " + ShellScript.word([.literal(start + field.value.prefix(6)), .variable(variable)])
        }
        let use = "header " + String(decoding: field.name, as: UTF8.self)
        return "--header " + ShellScript.word([.literal(start)] + script.pieces(field.value, use: use))
    }

    /// Comments that say what to set, and what the command cannot repeat.
    private static func preface(
        _ script: ShellScript,
        tokenVariable: String,
        notes: [String],
        hasBodyFile: Bool
    ) -> String {
        var lines = notes.map { "# note: " + VisibleText.line(Array($0.utf8)) }
        if !script.variables.isEmpty || hasBodyFile { lines.append("# set first:") }
        if hasBodyFile { lines.append("#   \(bodyVariable)  a file with the request's body") }
        let width = script.variables.map(\.name.utf8.count).max() ?? 0
        for variable in script.variables {
            let name = variable.name + String(repeating: " ", count: width - variable.name.utf8.count)
            let standIn = VisibleText.line(Array(variable.standIn.utf8))
            var text = "#   \(name)  "
            if variable.name.hasPrefix(tokenVariable) {
                text += "a valid access token"
            } else if variable.name.hasPrefix(basicVariable) {
                text += "user:password, in base64"
            } else {
                text += "what \(standIn) stands for, in " + variable.uses.joined(separator: ", ")
                if variable.name.contains("_ENCODED") { text += ", percent-encoded" }
                if variable.name.contains("_BASE64") { text += ", in base64 with what stands next to it" }
            }
            lines.append(text)
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
