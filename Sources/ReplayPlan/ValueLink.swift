package import JSONTree

/// A place in an earlier answer that gives a later request its value.
package struct ValueLink: Sendable, Hashable {
    /// A part of an answer.
    package enum Place: Sendable, Hashable {
        /// The field's first value.
        case header(String)
        /// A value of a JSON body.
        case json(JSONPointer)
        /// A cell of a CSV body. Rows count from 0, the titles' row included; the column is that with the title, or
        /// the one with the number where no title is the same.
        case csv(row: Int, column: Int, title: [UInt8])
        /// A body that is neither.
        case text
    }

    /// The part of what stands there.
    package enum Pick: Sendable, Hashable {
        case whole
        /// The ULID, or the UUID, of this number, from 0.
        case ulid(Int)
        case uuid(Int)
        /// The run of letters, digits, `-` and `_` of this number, from 0; an address counts without scheme and host.
        case run(Int)
        /// What stands between the first occurrence of the one and the next one of the other; an empty `after` means the
        /// end.
        case between(before: [UInt8], after: [UInt8])
        /// The target of a Link field's link with this relation (RFC 8288 §3).
        case relation(String)
    }

    /// The step whose answer it is, from 0.
    package let step: Int
    package let place: Place
    package let pick: Pick

    package init(step: Int, place: Place, pick: Pick) {
        self.step = step
        self.place = place
        self.pick = pick
    }
}
