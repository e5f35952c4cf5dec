import APIDocument
import ContractCheck
import JSONTree
import KadenceAPI

extension Kadence {
    /// What the contract says an operation is for, in a few words.
    static func summary(of operation: OperationDescription) -> String? {
        JSONPointer(parsing: operation.pointer).flatMap { contract.node(at: $0) }?["summary"]?.string
    }
}
