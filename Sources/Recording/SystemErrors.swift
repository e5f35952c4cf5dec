#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The system's error numbers that mean something to a proxy.
enum SystemErrors {
    static let connectionReset = ECONNRESET
    static let brokenPipe = EPIPE
    static let connectionRefused = ECONNREFUSED
    static let addressInUse = EADDRINUSE

    static func text(_ code: CInt) -> String { String(cString: strerror(code)) }

    /// What makes `close` send a reset instead of an end.
    ///
    /// Read from its two `int`s (POSIX sys/socket.h): in optimised builds the compiler counts the structure's initialiser
    /// to a module of NIO's that can't be imported.
    static let resetOnClose = [CInt(1), CInt(0)].withUnsafeBytes { $0.loadUnaligned(as: linger.self) }
}
