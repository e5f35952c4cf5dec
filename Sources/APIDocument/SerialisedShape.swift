/// Which JSON types a schema lets a serialised value be, so that text can be read as one of them.
///
/// Made once for each parameter: nothing of the schema is walked when a request is read.
package struct SerialisedShape: Sendable, Hashable {
    /// Some of JSON's types.
    package struct Kinds: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let string = Kinds(rawValue: 1)
        package static let number = Kinds(rawValue: 2)
        package static let boolean = Kinds(rawValue: 4)
        package static let null = Kinds(rawValue: 8)
        package static let array = Kinds(rawValue: 16)
        package static let object = Kinds(rawValue: 32)

        /// The kind that a `type` names.
        static func named(_ type: String) -> Kinds {
            switch type {
            case "string": .string
            case "number", "integer", "float", "double": .number
            case "boolean": .boolean
            case "null": .null
            case "array": .array
            case "object": .object
            default: []
            }
        }
    }

    /// Empty where the schema names no type.
    package var kinds: Kinds
    /// What an array's elements are.
    package var items: Kinds
    /// What an object's members are, of those that are named; of a form's also whether they are lists.
    package var properties: [String: Kinds]
    /// What the elements of members that are arrays are.
    package var propertyItems: [String: Kinds]
    /// What other members are.
    package var additional: Kinds

    /// A value of which nothing is said: text.
    package static let any = SerialisedShape(kinds: [], items: [], properties: [:], propertyItems: [:], additional: [])
}
