/// How large, how deep and how much expanded a YAML text may be.
package struct YAMLLimits: Sendable {
    /// Bytes of text.
    package var bytes = 64 << 20
    /// Nested sequences and mappings, aliases followed.
    package var depth = 256
    /// Values in the tree that exist only because an alias repeats them: what a few lines of "billion laughs" multiply.
    package var aliasedNodes = 100_000
    /// `%TAG` directives. Honest texts have none or one.
    package var tagDirectives = 64

    package init() {}
}
