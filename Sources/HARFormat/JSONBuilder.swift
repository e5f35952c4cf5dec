internal import JSONTree

/// Puts JSON together as bytes, a member a line, in the order given: a file with large bodies never becomes a tree.
struct JSONBuilder {
    private(set) var bytes: [UInt8] = []
    private var depth = 0
    private var isFirst = true

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func object(_ name: String? = nil, _ content: (inout JSONBuilder) -> Void) {
        container(name, open: 0x7B, close: 0x7D, content)
    }

    mutating func array(_ name: String? = nil, _ content: (inout JSONBuilder) -> Void) {
        container(name, open: 0x5B, close: 0x5D, content)
    }

    mutating func string(_ name: String, _ text: String) { string(name, Array(text.utf8)) }

    /// Bytes that are not UTF-8 are shown as U+FFFD.
    ///
    /// - Parameter name: the member's; nil for an array's element.
    mutating func string(_ name: String?, _ text: [UInt8]) {
        begin(name)
        bytes += JSONText.quoted(text)
    }

    /// Text, and where it is not UTF-8 the exact bytes next to it.
    mutating func exact(_ name: String, _ text: [UInt8]) {
        string(name, text)
        if String(validating: text, as: UTF8.self) == nil { string(HARText.exactName(of: name), Base64.encode(text)) }
    }

    mutating func number(_ name: String, _ value: Int) { number(name, String(value)) }

    /// - Parameter lexeme: a number, or any other value as JSON.
    mutating func number(_ name: String, _ lexeme: String) {
        begin(name)
        bytes += Array(lexeme.utf8)
    }

    mutating func bool(_ name: String, _ value: Bool) { number(name, value ? "true" : "false") }

    private mutating func container(
        _ name: String?,
        open: UInt8,
        close: UInt8,
        _ content: (inout JSONBuilder) -> Void
    ) {
        begin(name)
        bytes.append(open)
        depth += 1
        isFirst = true
        content(&self)
        depth -= 1
        if !isFirst { newLine() }
        bytes.append(close)
        isFirst = false
    }

    private mutating func begin(_ name: String?) {
        if !isFirst { bytes.append(0x2C) }
        if depth > 0 { newLine() }
        isFirst = false
        guard let name else { return }
        bytes += JSONText.quoted(Array(name.utf8))
        bytes += [0x3A, 0x20]
    }

    private mutating func newLine() {
        bytes.append(0x0A)
        bytes += repeatElement(0x20, count: 2 * depth)
    }
}
