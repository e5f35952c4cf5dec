extension OperationTable {
    /// This table's operations, and those of the other that it lacks, by method and path template.
    package func merging(_ other: OperationTable) -> OperationTable {
        let known = Set(operations.map(\.label))
        return OperationTable(
            operations: operations + other.operations.filter { !known.contains($0.label) },
            defects: defects
        )
    }
}
