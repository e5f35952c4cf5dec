/// An array or object that is open where a walk through JSON has come to.
struct JSONFrame {
    var isObject: Bool
    /// The current member's name, without quotes.
    var key = 0..<0
    var hasKey = false
    var rule = -1
    var keyIsType = false
    var keyIsContext = false
    /// The current element.
    var index = 0
    /// A rule of a name further out that holds for everything inside.
    var inherited = -1
    /// Whether what is here describes a person; nil while no type was seen.
    var isPerson: Bool?
    /// Whether this is the array of an `@type`.
    var isTypes = false
    /// Hits that count only if this describes a person.
    var pending: [Hit] = []
    /// The pointer to this container, once somebody asked.
    var pointer: String?
}
