internal import JSONSchema
internal import JSONTree

// Objects and lists.
extension SchemaDiff {
    /// Whether a member does not go this way: `readOnly` ones not in requests, `writeOnly` ones not in answers.
    func isAbsent(_ parts: SchemaParts) -> Bool {
        parts.isTrue(direction == .request ? "readOnly" : "writeOnly")
    }

    mutating func compareObjects(_ sides: SchemaSides) {
        let old = sides.old.properties.filter { !isAbsent(log.oldParts(at: $0.place)) }
        let new = sides.new.properties.filter { !isAbsent(log.newParts(at: $0.place)) }
        let theirs = Dictionary(new.map { ($0.name, $0.place) }, uniquingKeysWith: { first, _ in first })
        let ours = Set(old.map(\.name))
        let isClosed = sides.new.first("additionalProperties")?.value.bool == false
        for (name, place) in old {
            let path = sides.path + JSONPointer([name]).description
            if let other = theirs[name] {
                push(place, other, path)
            } else {
                let breaks = direction == .response || isClosed
                note(
                    "property-removed",
                    breaks ? .breaking : .nonBreaking,
                    sides,
                    "the member `\(name)` is gone",
                    old: place
                )
            }
        }
        for (name, place) in new where !ours.contains(name) {
            note("property-added", .nonBreaking, sides, "the member `\(name)` is new", new: place)
        }
        let required = (Set(sides.old.required), Set(sides.new.required))
        let absent = Set(
            (sides.old.properties.filter { isAbsent(log.oldParts(at: $0.place)) }
                + sides.new.properties.filter { isAbsent(log.newParts(at: $0.place)) }).map(\.name)
        )
        for name in sides.new.required where !required.0.contains(name) && !absent.contains(name) {
            narrowed("required-added", sides, "the member `\(name)` is required now")
        }
        for name in sides.old.required where !required.1.contains(name) && !absent.contains(name) {
            // Said already, where the member itself is gone.
            if ours.contains(name), theirs[name] == nil { continue }
            widened("required-removed", sides, "the member `\(name)` may be missing now")
        }
        compareAdditional(sides)
    }

    mutating func compareAdditional(_ sides: SchemaSides) {
        let old = sides.old.first("additionalProperties")
        let new = sides.new.first("additionalProperties")
        let isClosed = (old?.value.bool == false, new?.value.bool == false)
        if isClosed == (false, true) {
            narrowed("object-closed", sides, "other members than those named are refused now")
        }
        if isClosed == (true, false) {
            // Clients have to expect new members anyhow.
            note("object-opened", .nonBreaking, sides, "other members than those named are possible now")
        }
        compareInner("additionalProperties", old, new, sides, path: "/*")
    }

    mutating func compareLists(_ sides: SchemaSides) {
        compareInner("items", sides.old.first("items"), sides.new.first("items"), sides, path: "/*")
    }

    mutating func compareInner(
        _ keyword: String,
        _ old: (value: JSONNode, place: SchemaPlace)?,
        _ new: (value: JSONNode, place: SchemaPlace)?,
        _ sides: SchemaSides,
        path: String
    ) {
        switch (old?.value.kind == .object ? old : nil, new?.value.kind == .object ? new : nil) {
        case (let old?, let new?):
            push(old.place.appending(keyword), new.place.appending(keyword), sides.path + path)
        case (nil, nil): return
        case (_?, nil):
            if new?.value.bool != false { widened("\(keyword)-removed", sides, "`\(keyword)` says nothing any more") }
        case (nil, _?):
            if old?.value.bool != false { narrowed("\(keyword)-added", sides, "`\(keyword)` has a schema now") }
        }
    }
}
