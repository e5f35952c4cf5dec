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

    /// What it means, in one line for people.
    package var meaning: String {
        switch self {
        case .api: "the API answered otherwise than it promises; report it to the vendor"
        case .document: "the description of the API is wrong; the answer is as it should be"
        case .client: "the request was wrong; correct the caller"
        case .inconclusive: "nobody's fault as far as can be told: it could not be judged"
        }
    }

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
