/// The header fields of one HTTP message, in the order and with the bytes they had on the wire (RFC 9110 §5).
///
/// Names keep their case, values keep bytes that are not UTF-8: a recorder must not improve what it saw.
/// Lookups compare names as ASCII without regard to case.
public struct HeaderList: Sendable, Hashable {
    /// One field line. `value` has no surrounding white space.
    public struct Field: Sendable, Hashable {
        /// The name as spelled on the wire.
        public var name: [UInt8]
        /// The value's bytes, without surrounding white space.
        public var value: [UInt8]

        /// A field of these bytes.
        public init(name: [UInt8], value: [UInt8]) {
            self.name = name
            self.value = value
        }

        /// A field of this text, as UTF-8.
        public init(_ name: String, _ value: String) {
            self.init(name: Array(name.utf8), value: Array(value.utf8))
        }

        /// The name for people and for keys; bytes that are not UTF-8 are shown as U+FFFD.
        public var nameText: String { String(decoding: name, as: UTF8.self) }
        /// The value for people; bytes that are not UTF-8 are shown as U+FFFD.
        public var valueText: String { String(decoding: value, as: UTF8.self) }

        /// Whether the field has this name, compared as ASCII without case.
        public func isNamed(_ other: String) -> Bool { ASCII.equalIgnoringCase(name, other.utf8) }
    }

    /// The field lines in their order on the wire.
    public var fields: [Field]

    /// A list of these fields.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// The first value of the field with this name.
    public func first(_ name: String) -> [UInt8]? {
        fields.first { $0.isNamed(name) }?.value
    }

    /// Every value of the field with this name, in order.
    public func all(_ name: String) -> [[UInt8]] {
        fields.compactMap { $0.isNamed(name) ? $0.value : nil }
    }

    /// The first value of the field with this name, for people; not for comparing secrets.
    public func text(_ name: String) -> String? {
        first(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a field of this name is there.
    public func contains(_ name: String) -> Bool {
        fields.contains { $0.isNamed(name) }
    }

    /// Adds a field at the end.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name, value))
    }

    /// Puts one field of this name where the first one stood, or at the end; further ones of the name go.
    public mutating func set(_ name: String, _ value: String) {
        let field = Field(name, value)
        guard let index = fields.firstIndex(where: { $0.isNamed(name) }) else {
            fields.append(field)
            return
        }
        let spelled = fields[index].name
        fields[index] = Field(name: spelled, value: field.value)
        let tail = fields[(index + 1)...].filter { !$0.isNamed(name) }
        fields.replaceSubrange((index + 1)..., with: tail)
    }

    /// Takes out every field of this name.
    public mutating func remove(_ name: String) {
        fields.removeAll { $0.isNamed(name) }
    }
}

// Values may be secret; what is printed by accident must not be.
extension HeaderList.Field: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name, without the value.
    public var description: String { nameText + ": …" }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Empty, so that `dump` and test failures show `description` alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HeaderList: ExpressibleByDictionaryLiteral {
    /// A list of the literal's pairs, in order, duplicates kept.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Field($0.0, $0.1) })
    }
}
