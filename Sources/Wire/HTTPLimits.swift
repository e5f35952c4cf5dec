/// How much of a message's frame is accepted. Bodies have no limit here: they stream.
package struct HTTPLimits: Sendable, Hashable {
    /// Start line and field lines together, in bytes.
    package var headBytes = 64 * 1_024
    /// Field lines in a head, and again in a trailer section.
    package var fields = 200
    /// One chunk-size line with its extensions, in bytes.
    package var chunkLineBytes = 4 * 1_024
    /// By how many bytes chunk extensions may outweigh the data they came with, over a whole message.
    package var chunkExtensionExcess = 16 * 1_024
    /// The trailer section, in bytes.
    package var trailerBytes = 16 * 1_024

    package init() {}
}
