package import APIDocument

extension Provenance {
    /// The most a finding may weigh that rests on this.
    package var ceiling: Severity {
        switch self {
        case .inference: .info
        case .guide, .document, .example, .internal: .error
        }
    }
}
