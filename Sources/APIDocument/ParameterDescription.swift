package import JSONSchema

/// A parameter, by the name that stands in the URL or header; brackets belong to the name. Or a response's header.
package struct ParameterDescription: Sendable, Hashable {
    /// How a value is written (OpenAPI 3.1 §4.8.12.3).
    package enum Style: String, Sendable, Hashable {
        case simple, label, matrix, form, spaceDelimited, pipeDelimited, deepObject

        /// The style where none is said.
        static func standard(in location: String) -> Style {
            location == "query" || location == "cookie" ? .form : .simple
        }

        func isAllowed(in location: String) -> Bool {
            switch self {
            case .simple: location == "path" || location == "header"
            case .label, .matrix: location == "path"
            case .form: location == "query" || location == "cookie"
            case .spaceDelimited, .pipeDelimited, .deepObject: location == "query"
            }
        }
    }

    package let name: String
    /// `path`, `query`, `header` or `cookie`.
    package let location: String
    package let isRequired: Bool
    package let style: Style
    /// Whether arrays and objects are written as several values.
    package let explodes: Bool
    /// Whether reserved characters stand for themselves, `+` among them.
    package let allowsReserved: Bool
    /// Whether a name without a value is a value of its own.
    package let allowsEmptyValue: Bool
    package let isDeprecated: Bool
    /// Where its schema stands, `$ref`s not followed; of `content` parameters that of the media type.
    package let schema: SchemaPlace?
    /// The media type of a value that is serialised by `content`; nil for one serialised by `style`.
    package let contentType: String?
    /// Where it is described, references followed.
    package let place: SchemaPlace
}
