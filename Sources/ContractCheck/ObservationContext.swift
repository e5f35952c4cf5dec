internal import APIDocument

/// Which exchange an observation belongs to: all that grouping needs of it.
package struct ObservationContext: Sendable, Hashable {
    /// The capture's number, or the entry's index; nil for what no exchange shows: a fault of the document's.
    package let number: Int?
    /// The operation's label, where the contract knows it.
    package let operation: String?
    package let status: Int?

    package init(_ subject: CheckSubject) {
        number = subject.number
        operation = subject.operation?.label
        status = subject.status
    }

    /// A fault of the document itself.
    static let document = ObservationContext()

    private init() {
        number = nil
        operation = "the document"
        status = nil
    }
}
