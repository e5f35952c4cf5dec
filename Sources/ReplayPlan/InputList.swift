import Redaction

/// A request's inputs as they are found: one for each value, with all its places.
struct InputList {
    private struct Key: Hashable {
        let recorded: [UInt8]
        let extent: FlowInput.Extent
    }

    private(set) var inputs: [FlowInput] = []
    private var positions: [Key: Int] = [:]

    mutating func addTarget(_ target: [UInt8], _ link: ValueLink) {
        inputs.append(
            FlowInput(
                recorded: target,
                places: [.url],
                source: .link(link),
                extent: .target,
                label: "path and query",
                isStandIn: false
            )
        )
    }

    mutating func add(
        _ spot: RequestReading.Spot,
        _ recorded: [UInt8],
        _ source: FlowInput.Source,
        _ extent: FlowInput.Extent,
        isStandIn: Bool
    ) {
        let key = Key(recorded: recorded, extent: extent)
        if let position = positions[key] {
            let old = inputs[position]
            guard !old.places.contains(spot.place) else { return }
            inputs[position] = FlowInput(
                recorded: recorded,
                places: old.places + [spot.place],
                source: old.source,
                extent: extent,
                label: old.label,
                isStandIn: isStandIn
            )
            return
        }
        positions[key] = inputs.count
        inputs.append(
            FlowInput(
                recorded: recorded,
                places: [spot.place],
                source: source,
                extent: extent,
                label: label(spot, source, isStandIn: isStandIn),
                isStandIn: isStandIn
            )
        )
    }

    /// `bookingId in path`.
    private func label(_ spot: RequestReading.Spot, _ source: FlowInput.Source, isStandIn: Bool) -> String {
        let name: String
        if case .variable(let variable) = source {
            name = variable
        } else {
            name = VariableNames.suggestion(
                spot.role,
                word: spot.atoms.first.map { DistinctiveText.word(for: $0) } ?? "address",
                isStandIn: isStandIn
            )
        }
        return "\(name) in \(spot.role.area)"
    }
}
