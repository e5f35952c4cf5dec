import JSONTree

/// Changes to a JSON answer that break its contract in one place.
enum BodyFault {
    /// Gives the value at the pointer another JSON type; where there is none, nothing changes.
    static func retype(_ value: JSONValue, at tokens: ArraySlice<String>) -> JSONValue {
        edit(value, at: tokens) { old in
            switch old {
            case .string: 12_345
            case .int, .double, .lexeme: .string(old.text)
            case .bool(let flag): .string(flag ? "true" : "false")
            case .array: [:]
            case .object: []
            case .null: 0
            }
        }
    }

    /// Leaves out the member or element at the pointer. The whole body can't be left out.
    static func remove(_ value: JSONValue, at tokens: ArraySlice<String>) -> JSONValue {
        tokens.isEmpty ? value : edit(value, at: tokens) { _ in nil }
    }

    /// Puts a value in the place of the one at the pointer, or adds it to its object; else nothing changes.
    static func set(_ value: JSONValue, at tokens: ArraySlice<String>, to new: JSONValue) -> JSONValue {
        guard let name = tokens.last else { return new }
        return edit(value, at: tokens.dropLast()) { parent in
            guard let members = parent.memberList, !members.contains(where: { $0.0 == name }) else {
                return edit(parent, at: [name]) { _ in new }
            }
            return .object(members + [(name, new)])
        }
    }

    /// Gives the member at the pointer another name; where there is none, nothing changes.
    static func rename(_ value: JSONValue, at tokens: ArraySlice<String>, to new: String) -> JSONValue {
        guard let name = tokens.last else { return value }
        return edit(value, at: tokens.dropLast()) { parent in
            guard let members = parent.memberList else { return parent }
            return .object(members.map { ($0 == name ? new : $0, $1) })
        }
    }

    /// Rebuilds the way to the pointer; a nil from `change` leaves the value out.
    private static func edit(
        _ value: JSONValue,
        at tokens: ArraySlice<String>,
        _ change: (JSONValue) -> JSONValue?
    ) -> JSONValue {
        guard let token = tokens.first else { return change(value) ?? value }
        let rest = tokens.dropFirst()
        func step(_ child: JSONValue) -> JSONValue? {
            rest.isEmpty ? change(child) : edit(child, at: rest, change)
        }
        if let members = value.memberList {
            return .object(
                members.compactMap { name, child in
                    name == token ? step(child).map { (name, $0) } : (name, child)
                }
            )
        }
        if case .array(let elements) = value, let place = Int(token) {
            return .array(elements.enumerated().compactMap { $0.offset == place ? step($0.element) : $0.element })
        }
        return value
    }
}
