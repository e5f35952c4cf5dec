package import JSONTree

/// What a request says for the parameters of its operation.
package struct ParameterReading: Sendable {
    /// A query name that no parameter has.
    package struct UnknownName: Sendable, Hashable {
        /// Decoded.
        package let name: String
        /// Where it stands in the URL.
        package let range: Range<Int>
    }

    /// One for each parameter, in the operation's order.
    package let values: [ParameterValue]
    package let unknownQueryNames: [UnknownName]

    /// The required parameters that the request has not.
    package var missing: [ParameterDescription] {
        values.filter { $0.parameter.isRequired && !$0.isPresent }.map(\.parameter)
    }

    package subscript(_ name: String, in location: String) -> ParameterValue? {
        values.first { $0.parameter.name == name && $0.parameter.location == location }
    }
}

/// A parameter's value in one request, as JSON.
package struct ParameterValue: Sendable {
    /// Where a part of the value was written.
    package enum Source: Sendable, Hashable {
        /// In the URL's bytes.
        case url(Range<Int>)
        /// In the value of the header field with this number.
        case field(Int, Range<Int>)
    }

    /// One scalar of the instance and where it came from.
    package struct Piece: Sendable, Hashable {
        /// RFC 6901, into the instance.
        package let pointer: String
        package let source: Source
    }

    package let parameter: ParameterDescription
    /// Nil where the request has no such parameter, or its value can't be read.
    package let instance: JSONDocument?
    package let pieces: [Piece]
    /// How often the request names it; more than once is a fault unless its value is a list or an object.
    package let occurrences: Int
    /// Why the value can't be read; it is neither valid nor invalid then.
    package let problem: String?

    package var isPresent: Bool { occurrences > 0 }
}
