/// A named format of JSON Schema (2020-12, validation §7.3), and `ulid`.
package enum TextFormat: String, CaseIterable, Sendable {
    case dateTime = "date-time"
    case date, time, duration, email
    case idnEmail = "idn-email"
    case hostname
    case idnHostname = "idn-hostname"
    case ipv4, ipv6, uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uuid
    case uriTemplate = "uri-template"
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex, ulid

    /// Whether the text (UTF-8) has the format. The time is linear in the text.
    package func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .dateTime: DateTimeFormat.isDateTime(text)
        case .date: DateTimeFormat.isDate(text)
        case .time: DateTimeFormat.isTime(text)
        case .duration: DurationFormat.isDuration(text)
        case .email: EmailFormat.isEmail(text)
        case .idnEmail: EmailFormat.isInternationalEmail(text)
        case .hostname: HostnameFormat.isHostname(text)
        case .idnHostname: HostnameFormat.isInternationalHostname(text)
        case .ipv4: AddressFormat.isIPv4(text)
        case .ipv6: AddressFormat.isIPv6(text)
        case .uri: URIFormat.isURI(text)
        case .uriReference: URIFormat.isURIReference(text)
        case .iri: URIFormat.isIRI(text)
        case .iriReference: URIFormat.isIRIReference(text)
        case .uuid: IdentifierFormat.isUUID(text)
        case .uriTemplate: URITemplateFormat.isURITemplate(text)
        case .jsonPointer: JSONPointerFormat.isJSONPointer(text)
        case .relativeJSONPointer: JSONPointerFormat.isRelativeJSONPointer(text)
        case .regex: RegexFormat.isRegex(text)
        case .ulid: IdentifierFormat.isULID(text)
        }
    }

    /// The same for an array.
    package func accepts(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { accepts($0) } }
}
