package import Redaction

/// A value in a step's request that may be another one today.
package struct FlowInput: Sendable {
    /// Where today's value comes from.
    package enum Source: Sendable, Hashable {
        case link(ValueLink)
        /// The flow's variable of this name.
        case variable(name: String)
    }

    /// What of the request it is.
    package enum Extent: Sendable, Hashable {
        /// The URL's path and query together, as a page's link to the next or a redirect gives them.
        case target
        /// All of a field, parameter or JSON string; not a part of a longer one.
        case whole
        /// Also a part of a longer value.
        case part
    }

    /// As in the recording, decoded: an id, an IRI, or a stand-in.
    package let recorded: [UInt8]
    package let places: [RedactionPlace]
    package let source: Source
    package let extent: Extent
    /// For people, from the first place: `bookingId in path`. Hostile text.
    package let label: String
    package let isStandIn: Bool

    package init(
        recorded: [UInt8],
        places: [RedactionPlace],
        source: Source,
        extent: Extent,
        label: String,
        isStandIn: Bool
    ) {
        self.recorded = recorded
        self.places = places
        self.source = source
        self.extent = extent
        self.label = label
        self.isStandIn = isStandIn
    }

    /// Where it comes from, if that is an earlier answer.
    package var link: ValueLink? {
        guard case .link(let link) = source else { return nil }
        return link
    }
}
