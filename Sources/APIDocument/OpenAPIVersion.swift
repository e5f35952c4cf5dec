package import JSONSchema
internal import JSONTree

/// The versions of the specification that are understood.
package enum OpenAPIVersion: String, Sendable, Hashable {
    case v30 = "3.0"
    case v31 = "3.1"

    /// The version a document says it has.
    static func of(_ document: LoadedDocument) throws(DocumentError) -> OpenAPIVersion {
        let root = document.json.root
        func error(_ code: DocumentError.Code, _ node: JSONNode?) -> DocumentError {
            DocumentError(code, file: document.name, line: document.line(of: node ?? root))
        }
        guard let node = root["openapi"] else {
            guard let swagger = root["swagger"] else { throw error(.notOpenAPI(found: nil), nil) }
            throw error(.swagger(shown(swagger)), swagger)
        }
        let text = shown(node)
        // A version without its patch number is a number where nobody put quotes around it.
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard node.kind == .string || node.kind == .number, parts.count >= 2, parts[0] == "3" else {
            throw error(.notOpenAPI(found: text), node)
        }
        switch parts[1] {
        case "0": return .v30
        case "1": return .v31
        default: throw error(.notOpenAPI(found: text), node)
        }
    }

    private static func shown(_ node: JSONNode) -> String {
        let text =
            node.string ?? (node.kind == .number ? String(decoding: node.lexeme, as: UTF8.self) : "of another type")
        return String(text.unicodeScalars.prefix(40).map(Character.init))
    }

    /// What schemas are written in where the document names no dialect.
    package var dialect: SchemaOptions.Dialect {
        switch self {
        case .v30: .openAPI30
        case .v31: .openAPI31
        }
    }

    /// The dialect that `jsonSchemaDialect` names (OpenAPI 3.1 §4.8.1); nil for one that isn't known.
    static func dialect(named uri: String) -> SchemaOptions.Dialect? {
        let name = uri.hasSuffix("#") ? String(uri.dropLast()) : uri
        if name == "https://json-schema.org/draft/2020-12/schema" { return .draft202012 }
        return name.hasPrefix("https://spec.openapis.org/oas/3.1/dialect/") ? .openAPI31 : nil
    }
}
