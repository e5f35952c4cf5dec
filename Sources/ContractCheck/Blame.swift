/// Whose fault a finding is.
package enum Blame: String, Sendable, Hashable, CaseIterable {
    /// The API answered otherwise than it promises.
    case api
    /// The description of the API is wrong.
    case document
    /// The request was.
    case client
    /// Nobody's, as far as can be told: quota, sign-in or network stood in the way.
    case inconclusive

    /// Which comes first where findings weigh the same.
    var order: Int {
        switch self {
        case .api: 0
        case .client: 1
        case .document: 2
        case .inconclusive: 3
        }
    }
}
