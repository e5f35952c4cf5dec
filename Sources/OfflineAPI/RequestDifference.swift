import SafeText

/// One thing that a request asks for otherwise than a recorded one.
package struct RequestDifference: Sendable, Hashable {
    /// Where they differ.
    package enum Place: Sendable, Hashable {
        case method
        case path
        /// Of the path, counted from 1.
        case segment(Int)
        /// The query's parameter of this name.
        case query([UInt8])
        /// The body as a whole: its kind, or its bytes.
        case body
        /// A value in JSON; the pointer's tokens, not escaped.
        case pointer([[UInt8]])
        /// A form's field.
        case field([UInt8])
        case part([UInt8])
    }

    package let place: Place
    /// What the request has there, decoded; nil for nothing. Hostile until shown safely.
    package let asked: [UInt8]?
    /// What the recorded one has there; nil for nothing.
    package let recorded: [UInt8]?

    /// How far apart it puts two requests. Path before query before body: a request for another thing is further away
    /// than one for the same thing with another filter.
    var weight: Int {
        switch place {
        case .method: 24
        // By its segments, which the comparison counts.
        case .path: 0
        case .segment: 12
        case .query: 3
        case .body: 4
        case .pointer, .field, .part: 2
        }
    }

    /// `query page is 2, recorded 1`, harmless on a terminal.
    package var sentence: String {
        switch (asked, recorded) {
        case (let asked?, let recorded?): "\(name) is \(Self.text(asked)), recorded \(Self.text(recorded))"
        case (nil, let recorded?): "\(name) is missing, recorded \(Self.text(recorded))"
        case (let asked?, nil): "\(name) is \(Self.text(asked)), not recorded"
        case (nil, nil): "\(name) differs"
        }
    }

    private var name: String {
        switch place {
        case .method: "method"
        case .path: "path"
        case .segment(let number): "path segment \(number)"
        case .query(let name): "query " + Self.text(name)
        case .body: "body"
        case .pointer(let tokens):
            tokens.isEmpty
                ? "body" : "body " + tokens.suffix(Self.mostTokens).map { "/" + Self.text(Self.escaped($0)) }.joined()
        case .field(let name): "form field " + Self.text(name)
        case .part(let name): "part " + Self.text(name)
        }
    }

    private static let longest = 60
    private static let mostTokens = 8

    private static func text(_ bytes: [UInt8]) -> String {
        bytes.isEmpty ? "empty" : Neutralizer.neutralize(bytes, for: .terminal, maximum: longest)
    }

    /// RFC 6901 §3.
    private static func escaped(_ token: [UInt8]) -> [UInt8] {
        token.flatMap { $0 == 0x7E ? [0x7E, 0x30] : $0 == 0x2F ? [0x7E, 0x31] : [$0] }
    }
}
