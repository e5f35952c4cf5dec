/// How large and how deep a text may be.
package struct JSONLimits: Sendable {
    /// Nested arrays and objects.
    package var depth = 512
    /// Bytes of text; never more than 256 MiB, whatever is set.
    package var bytes = 256 << 20

    package init() {}
}
