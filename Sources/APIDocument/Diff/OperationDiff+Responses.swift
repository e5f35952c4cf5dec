internal import JSONSchema

// Answers, and what both directions have.
extension OperationDiff {
    mutating func compareResponses() {
        for response in old.responses {
            let what = "the answer \(response.status)"
            guard let other = new.responses.first(where: { $0.status == response.status }) else {
                // An error that no longer comes hurts nobody; a success that is told nothing of does.
                let breaks = response.status.hasPrefix("2")
                note(
                    "status-removed",
                    .response,
                    breaks ? .breaking : .nonBreaking,
                    response.place,
                    new.place,
                    "\(what) is gone"
                )
                continue
            }
            compareContent(response.content, other.content, response.place, other.place, what, .response)
            for header in response.headerDescriptions {
                let what = "the header `\(header.name)` of \(what)"
                guard let match = other.headerDescriptions.first(where: { $0.isSame(as: header) }) else {
                    note("header-removed", .response, .breaking, header.place, other.place, "\(what) is gone")
                    continue
                }
                compareParameter(header, match, what, .response)
            }
            for header in other.headerDescriptions
            where !response.headerDescriptions.contains(where: { $0.isSame(as: header) }) {
                note(
                    "header-added",
                    .response,
                    .nonBreaking,
                    response.place,
                    header.place,
                    "the header `\(header.name)` of \(what) is new"
                )
            }
        }
        for response in new.responses where !old.responses.contains(where: { $0.status == response.status }) {
            note(
                "status-added",
                .response,
                .nonBreaking,
                old.place,
                response.place,
                "the answer \(response.status) is new"
            )
        }
    }

    mutating func compareContent(
        _ old: [ContentDescription],
        _ new: [ContentDescription],
        _ before: SchemaPlace,
        _ after: SchemaPlace,
        _ what: String,
        _ direction: ContractChange.Direction
    ) {
        for content in old {
            let type = MediaType(content.mediaType)
            guard let other = new.first(where: { MediaType($0.mediaType) == type }) ?? new.best(for: type) else {
                note(
                    "media-type-removed",
                    direction,
                    .breaking,
                    content.place,
                    after,
                    "\(what) is no longer \(content.mediaType)"
                )
                continue
            }
            let name = "\(what) as \(content.mediaType)"
            compareSchemas(content.schema, other.schema, content.place, other.place, name, direction)
        }
        for content in new {
            let type = MediaType(content.mediaType)
            if old.contains(where: { MediaType($0.mediaType) == type }) || old.best(for: type) != nil { continue }
            note(
                "media-type-added",
                direction,
                .nonBreaking,
                before,
                content.place,
                "\(what) may be \(content.mediaType) now"
            )
        }
    }

    mutating func compareSchemas(
        _ old: SchemaPlace?,
        _ new: SchemaPlace?,
        _ before: SchemaPlace,
        _ after: SchemaPlace,
        _ what: String,
        _ direction: ContractChange.Direction
    ) {
        switch (old, new) {
        case (nil, nil): return
        case (nil, let new?):
            let change: ContractChange.Class = direction == .request ? .breaking : .nonBreaking
            note("schema-added", direction, change, before, new, "\(what) has a schema now")
        case (let old?, nil):
            let change: ContractChange.Class = direction == .request ? .nonBreaking : .breaking
            note("schema-removed", direction, change, old, after, "\(what) has no schema any more")
        case (let old?, let new?):
            var diff = SchemaDiff(operation: self.old, direction: direction, subject: what, log: log)
            diff.compare(old, new)
        }
    }
}
