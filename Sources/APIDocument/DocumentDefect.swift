package import JSONSchema

/// Something wrong in a document that is usable otherwise.
package struct DocumentDefect: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong; the raw value is stable, for fingerprints and waivers.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case danglingReference = "dangling-reference"
        case cyclicReference = "cyclic-reference"
        case missingDocument = "missing-document"
        case notAnObject = "not-an-object"
        case notAList = "not-a-list"
        case noResponses = "no-responses"
        case badStatus = "bad-status"
        case bodyNotAllowed = "body-not-allowed"
        case schemaNull = "schema-null"
        case linksNull = "links-null"
        case incompleteParameter = "incomplete-parameter"
        case badParameterStyle = "bad-parameter-style"
        case duplicateParameter = "duplicate-parameter"
        case undeclaredPathVariable = "undeclared-path-variable"
        case unusedPathParameter = "unused-path-parameter"
        case optionalPathParameter = "optional-path-parameter"
        case ambiguousPath = "ambiguous-path"
        case duplicateOperationID = "duplicate-operation-id"
        case badServer = "bad-server"
        case unknownDialect = "unknown-dialect"
        case unknownType = "unknown-type"
        case ignoredNullable = "ignored-nullable"
        case enumeratedNull = "enumerated-null"
        case badPattern = "bad-pattern"
        case patternNotRegular = "pattern-not-regular"
        case badKeyword = "bad-keyword"
    }

    package let kind: Kind
    /// The member that is wrong (`$ref`, `type`, `nullable` …); empty where it is the place as a whole.
    package let keyword: String
    /// The object that has the member.
    package let place: SchemaPlace
    /// The document's name, for people.
    package let file: String
    /// Where the member stands, from 1; nil where that isn't known.
    package let line: Int?
    /// A clause for people. May quote the document.
    package let message: String

    /// RFC 6901, into the document it is in.
    package var pointer: String { place.pointer }

    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message) (\(pointer.isEmpty ? "the whole document" : pointer))"
    }
}
