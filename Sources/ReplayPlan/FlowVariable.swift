/// A value that a flow needs and no earlier answer gives: the first thing known of it is a request.
package struct FlowVariable: Sendable, Hashable {
    /// Where a request holds it.
    package struct Use: Sendable, Hashable {
        /// The step, from 0.
        package let step: Int
        /// For people: `query email`, `path bookings/{id}`, `body /user`. Hostile text.
        package let place: String

        package init(step: Int, place: String) {
            self.step = step
            self.place = place
        }
    }

    /// Letters, digits and underscores, so that `REPRISE_VALUE_` before it names an environment variable. No two
    /// variables of a flow have names that differ only in case.
    package let name: String
    /// What it is, for people: a stand-in's kind (`email`), or `ulid`, `uuid`, `token`, `url`.
    package let kind: String
    /// As it stands in the recording, decoded: the value itself, or its stand-in.
    package let recorded: [UInt8]
    package let isStandIn: Bool
    package let uses: [Use]

    package init(name: String, kind: String, recorded: [UInt8], isStandIn: Bool, uses: [Use]) {
        self.name = name
        self.kind = kind
        self.recorded = recorded
        self.isStandIn = isStandIn
        self.uses = uses
    }

    /// The stand-in, where the recording has no value.
    package var standIn: String? { isStandIn ? String(decoding: recorded, as: UTF8.self) : nil }
    /// What is sent where nobody gives another value; nil where the recording has only a stand-in.
    package var defaultValue: [UInt8]? { isStandIn ? nil : recorded }
    /// `REPRISE_VALUE_email`.
    package var environmentName: String { FlowVariable.environmentPrefix + name }

    /// Before a variable's name in the environment.
    package static let environmentPrefix = "REPRISE_VALUE_"
}
