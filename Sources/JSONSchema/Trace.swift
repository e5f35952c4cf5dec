import JSONTree

/// What a traced evaluation noticed; written out as `SchemaFailure` only if it is kept.
struct Trace {
    /// One step down from a container.
    enum Step {
        /// A key's place on the tape.
        case member(Int)
        case element(Int)
    }

    enum Detail {
        case none
        /// Found, of those wanted.
        case count(Int)
        /// A key in `properties` that is missing.
        case missing(Int)
        /// Two equal elements.
        case pair(Int, Int)
        /// Branches of a `oneOf` that fit, by position.
        case branches([Int])
        /// The schema `false` is reached under a keyword.
        case forbidden
        /// A replaced value.
        case replaced
        /// A key that `propertyNames` refuses.
        case text(String)

        var isReplaced: Bool { if case .replaced = self { true } else { false } }
    }

    let schema: UInt32
    /// An index of the program's code; nil for `type`.
    let code: Int?
    let keyword: Keyword
    let node: Int
    let path: [Step]
    let detail: Detail
}

/// Kleene's three values.
enum Trial {
    case valid, invalid, unknown

    static func && (a: Trial, b: Trial) -> Trial {
        if a == .invalid || b == .invalid { return .invalid }
        return a == .unknown || b == .unknown ? .unknown : .valid
    }
}
