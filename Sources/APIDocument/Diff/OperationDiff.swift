internal import JSONSchema

/// Compares what two documents say of one operation.
struct OperationDiff {
    let old: OperationDescription
    let new: OperationDescription
    let log: ChangeLog

    init(old: OperationDescription, new: OperationDescription, log: ChangeLog) {
        self.old = old
        self.new = new
        self.log = log
    }

    mutating func compare() {
        if !old.isDeprecated, new.isDeprecated {
            note("operation-deprecated", .request, .nonBreaking, old.place, new.place, "\(old.label) is deprecated now")
        }
        compareParameters()
        compareRequestBody()
        compareSecurity()
        compareResponses()
    }

    // MARK: Requests

    mutating func compareParameters() {
        // Variables are told apart by where they stand: their names no request shows.
        let oldNames = PathTemplate(old.pathTemplate).variables
        let newNames = PathTemplate(new.pathTemplate).variables
        let renamed = Dictionary(zip(oldNames, newNames), uniquingKeysWith: { first, _ in first })
        var met: [ParameterDescription] = []
        for parameter in old.parameters {
            let name = parameter.location == "path" ? renamed[parameter.name] ?? parameter.name : parameter.name
            let what = "the \(parameter.location) parameter `\(parameter.name)`"
            let other = new.parameters.first {
                $0.location == parameter.location
                    && ($0.name == name || $0.location == "header" && $0.name.lowercased() == name.lowercased())
            }
            guard let other else {
                // A description of a variable that the path still has is no part of a request.
                let isBreaking = parameter.location != "path" || !oldNames.contains(parameter.name)
                note(
                    "parameter-removed",
                    .request,
                    isBreaking ? .breaking : .nonBreaking,
                    parameter.place,
                    new.place,
                    "\(what) is gone"
                )
                continue
            }
            met.append(other)
            compareParameter(parameter, other, what, .request)
        }
        for parameter in new.parameters where !met.contains(where: { $0.isSame(as: parameter) }) {
            let breaks = parameter.isRequired && parameter.location != "path"
            note(
                "parameter-added",
                .request,
                breaks ? .breaking : .nonBreaking,
                old.place,
                parameter.place,
                "the \(parameter.location) parameter `\(parameter.name)` is new" + (breaks ? " and required" : "")
            )
        }
    }

    mutating func compareParameter(
        _ parameter: ParameterDescription,
        _ other: ParameterDescription,
        _ what: String,
        _ direction: ContractChange.Direction
    ) {
        if parameter.isRequired != other.isRequired {
            let breaks = other.isRequired == (direction == .request)
            note(
                other.isRequired ? "required-added" : "required-removed",
                direction,
                breaks ? .breaking : .nonBreaking,
                parameter.place,
                other.place,
                "\(what) is \(other.isRequired ? "required" : "optional") now"
            )
        }
        if parameter.style != other.style || parameter.explodes != other.explodes
            || parameter.contentType != other.contentType
        {
            note(
                "serialisation-changed",
                direction,
                .breaking,
                parameter.place,
                other.place,
                "\(what) is written in another way now"
            )
        }
        if !parameter.isDeprecated, other.isDeprecated {
            note(
                "parameter-deprecated",
                direction,
                .nonBreaking,
                parameter.place,
                other.place,
                "\(what) is deprecated now"
            )
        }
        compareSchemas(parameter.schema, other.schema, parameter.place, other.place, what, direction)
    }

    mutating func compareRequestBody() {
        switch (old.requestBody, new.requestBody) {
        case (nil, nil): return
        case (let body?, nil):
            note("request-body-removed", .request, .breaking, body.place, new.place, "the request's body is gone")
        case (nil, let body?):
            note(
                "request-body-added",
                .request,
                body.isRequired ? .breaking : .nonBreaking,
                old.place,
                body.place,
                "the request has a body now" + (body.isRequired ? ", which is required" : "")
            )
        case (let body?, let other?):
            if body.isRequired != other.isRequired {
                note(
                    other.isRequired ? "required-added" : "required-removed",
                    .request,
                    other.isRequired ? .breaking : .nonBreaking,
                    body.place,
                    other.place,
                    "the request's body is \(other.isRequired ? "required" : "optional") now"
                )
            }
            compareContent(body.content, other.content, body.place, other.place, "the request's body", .request)
        }
    }

    /// One of a list of ways to authorise is enough; a way with fewer schemes asks for less.
    mutating func compareSecurity() {
        let before = (old.security ?? []).map(Set.init)
        let after = (new.security ?? []).map(Set.init)
        let ways = (before.isEmpty ? [[]] : before, after.isEmpty ? [[]] : after)
        for way in ways.0 where !ways.1.contains(where: { $0.isSubset(of: way) }) {
            note(
                "security-narrowed",
                .request,
                .breaking,
                old.place,
                new.place,
                "\(shown(way)) is no longer enough to authorise"
            )
        }
        for way in ways.1 where !ways.0.contains(where: { $0.isSubset(of: way) }) {
            note("security-widened", .request, .nonBreaking, old.place, new.place, "\(shown(way)) authorises now")
        }
    }

    func shown(_ way: Set<String>) -> String {
        way.isEmpty ? "no authorisation" : way.sorted().map { "`\($0)`" }.joined(separator: " with ")
    }

    mutating func note(
        _ kind: String,
        _ direction: ContractChange.Direction,
        _ classification: ContractChange.Class,
        _ before: SchemaPlace?,
        _ after: SchemaPlace?,
        _ sentence: String
    ) {
        log.note(kind, direction, classification, old, before, after, sentence)
    }
}
