/// Why a request may not leave.
package struct Refusal: Sendable, Hashable, CustomStringConvertible {
    /// The method and operation as they were asked for. Hostile where the recording is.
    package let method: String
    package let operation: String

    /// A sentence for people.
    package var description: String { "\(operation) may change data, and was not allowed" }
    /// What to do about it.
    package var remedy: String { "allow it by name: --allow-write '\(operation)'" }
}

/// Lets reading requests pass, and of writing ones those that were named.
///
/// Reading methods are GET, HEAD and OPTIONS, spelled so (RFC 9110 §9.2.1); a write is named by its operation:
/// `POST /v1/public/bookings/{id}/cancel`.
package struct WriteGuard: Sendable {
    private let allowed: Set<String>

    package init(allowed: Set<String> = []) {
        self.allowed = Set(allowed.map(WriteGuard.squeezed))
    }

    /// Nil if the request may leave.
    ///
    /// - Parameter operation: the operation's name with its method, as `allowed` spells it.
    package func permits(method: String, operation: String) -> Refusal? {
        if ["GET", "HEAD", "OPTIONS"].contains(method) { return nil }
        // A name only allows requests of its own method.
        let name = WriteGuard.squeezed(operation)
        if name.hasPrefix(method + " "), allowed.contains(name) { return nil }
        return Refusal(method: method, operation: operation)
    }

    private static func squeezed(_ name: String) -> String {
        name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
