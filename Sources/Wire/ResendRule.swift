/// When a safe request is sent once more whose kept connection ended before a byte of an answer came.
///
/// A request of which nothing had left is always sent, on a new connection; one that writes is never sent twice.
package enum ResendRule: Sendable, Hashable {
    /// Whenever that happens: servers close idle connections as they like, and the first request to notice is not at
    /// fault.
    case always
    /// Only where the connection had been idle for more than 2 seconds, so that the server's own idle timeout is the
    /// likely reason. On one used more recently it is a failure, as it happened: for whoever counts failures.
    case afterIdleness
}
