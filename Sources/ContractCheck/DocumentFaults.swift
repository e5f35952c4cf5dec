package import APIDocument

/// What is wrong in a document, as observations of blame `document`.
package enum DocumentFaults {
    /// A kind of fault that a document has more often than this is said once, with its first places.
    private static let mostOfAKind = 3

    /// - Parameter compiled: tells also what keeps schemas from being compiled.
    package static func observations(in compiled: CompiledContract) -> [Observation] {
        let defects = compiled.contract.defects + compiled.defects
        var found: [Observation] = []
        for kind in DocumentDefect.Kind.allCases {
            let all = defects.filter { $0.kind == kind }
            guard let first = all.first else { continue }
            guard all.count > mostOfAKind else {
                found += all.map { observation($0, pointer: $0.pointer, message: $0.message) }
                continue
            }
            let places = all.prefix(mostOfAKind).map { defect in
                defect.line.map { "line \($0)" } ?? defect.pointer
            }
            var grouped = observation(
                first,
                pointer: "",
                message: "\(first.message); in \(all.count) places: \(places.joined(separator: ", ")), …"
            )
            grouped.count = all.count
            found.append(grouped)
        }
        return found
    }

    private static func observation(_ defect: DocumentDefect, pointer: String, message: String) -> Observation {
        Observation(
            rule: "document." + defect.kind.rawValue,
            severity: weight(of: defect.kind),
            blame: .document,
            provenance: .internal,
            message: message,
            dataPointer: pointer,
            specPointer: defect.pointer + (defect.keyword.isEmpty ? "" : "/" + defect.keyword),
            keyword: defect.keyword,
            specDocument: defect.file,
            specLine: defect.line
        )
    }

    /// What keeps something from being judged is an error; what readers can work around is a warning.
    private static func weight(of kind: DocumentDefect.Kind) -> Severity {
        switch kind {
        case .danglingReference, .cyclicReference, .missingDocument, .notAnObject, .notAList, .unknownDialect,
            .unknownType, .badPattern, .badKeyword, .schemaNull, .badStatus, .incompleteParameter:
            .error
        case .noResponses, .bodyNotAllowed, .linksNull, .badParameterStyle, .duplicateParameter,
            .undeclaredPathVariable, .unusedPathParameter, .optionalPathParameter, .ambiguousPath,
            .duplicateOperationID, .badServer, .ignoredNullable, .enumeratedNull, .patternNotRegular:
            .warning
        }
    }
}
