import Foundation
import JSONTree
@preconcurrency import Rainbow
import SafeText
import Synchronization

/// The two streams of a command: data goes to stdout, talk to stderr.
///
/// Colour and progress appear only where the stream is a terminal, and never under `NO_COLOR` or `TERM=dumb`.
package final class Console: Sendable {
    /// What a piece of text means; the terminal decides how that looks.
    enum Tone {
        case plain, dim, strong, good, bad, note
    }

    let outIsTerminal: Bool
    let talkIsTerminal: Bool
    let inIsTerminal: Bool
    private let colours: Bool
    /// Lines from several tasks must not mix. Holds why data could not be written, once that has happened.
    private let lock = Mutex<Int32?>(nil)

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        outIsTerminal = isatty(STDOUT_FILENO) == 1
        talkIsTerminal = isatty(STDERR_FILENO) == 1
        inIsTerminal = isatty(STDIN_FILENO) == 1
        let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        colours = !refused
        // Rainbow guesses by stdout alone; which stream a text goes to is decided here, per call.
        Rainbow.outputTarget = .console
        Rainbow.enabled = true
    }

    /// How many columns the terminal behind stderr, or else stdout, has; nil where neither is one.
    var columns: Int? {
        for (descriptor, isTerminal) in [(STDERR_FILENO, talkIsTerminal), (STDOUT_FILENO, outIsTerminal)]
        where isTerminal {
            var size = winsize()
            if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        }
        return nil
    }

    /// A line of data, to stdout.
    func out(_ line: String = "") { write(Array(line.utf8) + [0x0A], to: STDOUT_FILENO) }

    /// Bytes of data, to stdout, as they are.
    func out(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// A line of talk, to stderr.
    func talk(_ line: String = "") { write(Array(line.utf8) + [0x0A], to: STDERR_FILENO) }

    /// Part of a line of talk, for strips that grow.
    func talkPart(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// The text in the colour of its tone, where stderr is a terminal.
    func paint(_ text: String, _ tone: Tone) -> String { paint(text, tone, on: talkIsTerminal) }

    /// The text in the colour of its tone, where stdout is a terminal.
    func paintOut(_ text: String, _ tone: Tone) -> String { paint(text, tone, on: outIsTerminal) }

    private func paint(_ text: String, _ tone: Tone, on terminal: Bool) -> String {
        guard terminal, colours else { return text }
        return switch tone {
        case .plain: text
        case .dim: text.dim
        case .strong: text.bold
        case .good: text.green
        case .bad: text.red
        case .note: text.yellow
        }
    }

    /// Why data did not reach stdout, as `errno` has it; nil where all did, or where the reader had had enough.
    var outputFault: Int32? { lock.withLock { $0 } }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        lock.withLock { fault in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR && errno != EAGAIN {
                    // A closed pipe (`reprise list | head`) ends the output, not the work.
                    if descriptor == STDOUT_FILENO, errno != EPIPE { fault = errno }
                    return
                }
            }
        }
    }

    /// Asks on the terminal; nil where nobody can answer. An empty answer takes the draft.
    ///
    /// - Throws: `CancellationError` on Ctrl-C, and on Ctrl-D, which says that there is no answer to come.
    func ask(_ question: String, draft: String) throws -> String? {
        guard inIsTerminal, talkIsTerminal else { return nil }
        talk(paint(question, .strong))
        talkPart("  [" + draft + "]\n  > ")
        // `readLine` would not notice that the task was cancelled.
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&input, 1, 100) <= 0, !Task.isCancelled {}
        guard !Task.isCancelled, let answer = readLine() else {
            talk()
            throw CancellationError()
        }
        if !answer.isEmpty { return answer }
        return draft.isEmpty ? nil : draft
    }
}

/// Text from a message, made harmless for a terminal and cut to a width.
func shown(_ bytes: some Collection<UInt8>, _ maximum: Int? = nil) -> String {
    Neutralizer.neutralize(bytes, for: .terminal, maximum: maximum)
}

func shown(_ text: String, _ maximum: Int? = nil) -> String {
    Neutralizer.neutralize(Array(text.utf8), for: .terminal, maximum: maximum)
}

/// A body for a person to read: JSON indented, line breaks kept, nothing in it that could steer the terminal.
func shownBody(_ bytes: [UInt8]) -> String {
    let text = (try? JSONDocument.parse(bytes)).map { JSONValue($0.root).serialized(pretty: true) } ?? bytes
    return text.split(separator: 0x0A, omittingEmptySubsequences: false).map { shown($0) }.joined(separator: "\n")
}
