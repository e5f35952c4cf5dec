/// How much a contract may hold.
package struct DocumentLimits: Sendable {
    /// Files, the entry document counted.
    package var documents = 256
    /// Bytes of all files together.
    package var bytes = 64 << 20

    package init() {}
}
