/// Where an account's data lives. Keys and tokens of one region mean nothing in the other.
package enum Region: String, Sendable, Hashable, CaseIterable {
    case eu
    case us

    /// The region with this name, in any case; otherwise an error that names the ones there are.
    package static func named(_ name: String) throws(EndpointError) -> Region {
        guard let region = Region(rawValue: name.lowercased()) else { throw .unknownRegion(name) }
        return region
    }

    package var apiBase: String {
        switch self {
        case .eu: "https://api.onkadence.co"
        case .us: "https://api.us.onkadence.co"
        }
    }

    package var authBase: String {
        switch self {
        case .eu: "https://login.onkadence.co"
        case .us: "https://login.us.onkadence.co"
        }
    }

    /// The region one might have meant instead.
    package var other: Region { self == .eu ? .us : .eu }

    /// The region whose API or sign-in host this is.
    package init?(host: String) {
        let origin = "https://" + host.lowercased()
        guard let region = Region.allCases.first(where: { $0.apiBase == origin || $0.authBase == origin }) else {
            return nil
        }
        self = region
    }
}
