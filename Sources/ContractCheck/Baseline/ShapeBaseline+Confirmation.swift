internal import JSONTree
internal import Redaction

extension ShapeBaseline {
    /// Whether real answers confirm an assertion of ours that an answer now breaks, so that it may weigh as much as
    /// one of the vendor's.
    ///
    /// Enough answers of this operation and status must have kept it, and none broken it:
    /// - `required`: the member was in each object;
    /// - `type`: no value had the type found now;
    /// - `enum`, `const`: the place is an enumeration without the word found now;
    /// - `additionalProperties`, `unevaluatedProperties`: no object had the member.
    ///
    /// Any other keyword needs values, which a baseline does not keep: false.
    ///
    /// - Parameters:
    ///   - pointer: of the value; for `required` and the last two of the member, not of the object. Indices are
    ///     taken as `*`.
    ///   - found: the value that breaks the assertion; needed for `type`, `enum` and `const`.
    package func confirms(
        operation: String,
        status: Int,
        pointer: String,
        keyword: String,
        found: ValueView? = nil,
        thresholds: BaselineThresholds = BaselineThresholds()
    ) -> Bool {
        guard let path = JSONPointer(parsing: FindingGroups.generalized(pointer)) else { return false }
        var isConfirmed = false
        for (key, shape) in shapes
        where key.operation == operation && key.direction == .response && key.status == status {
            switch Confirmation(shape, path, keyword, found, thresholds) {
            case .contradicted: return false
            case .confirmed: isConfirmed = true
            case .unknown: continue
            }
        }
        return isConfirmed
    }
}

/// What one kind of message says of an assertion.
private enum Confirmation {
    case confirmed, contradicted, unknown

    init(
        _ shape: BodyShape,
        _ path: JSONPointer,
        _ keyword: String,
        _ found: ValueView?,
        _ thresholds: BaselineThresholds
    ) {
        self = .unknown
        let parent = path.tokens.isEmpty ? nil : shape.node(at: JSONPointer(Array(path.tokens.dropLast())))
        let node = shape.node(at: path)
        switch keyword {
        case "required":
            guard let parent, parent[.object] > 0 else { return }
            if (node?.seen ?? 0) < parent[.object] {
                self = .contradicted
            } else if thresholds.isSettledObject(parent) {
                self = .confirmed
            }
        case "additionalProperties", "unevaluatedProperties":
            if node != nil {
                self = .contradicted
            } else if let parent, thresholds.isSettledObject(parent), !shape.isTruncated {
                self = .confirmed
            }
        case "type":
            guard let node, let kind = Confirmation.kind(of: found) else { return }
            if node[kind] > 0 {
                self = .contradicted
            } else if node.unknown == 0, thresholds.isSettled(node) {
                self = .confirmed
            }
        case "enum", "const":
            guard let node, case .actual(let value)? = found, let word = value.string else { return }
            guard let words = thresholds.enumeration(node) else { return }
            self = words[word] == nil ? .confirmed : .contradicted
        default: return
        }
    }

    private static func kind(of view: ValueView?) -> JSONKind? {
        switch view {
        case .actual(let node): node.kind
        case .replaced(let shape): shape.jsonType.kind
        case .unknown, nil: nil
        }
    }
}
