package import ExchangeModel
internal import JSONTree

/// An answer opened once for all links that take values from it. Raw: in memory only.
package struct AnswerContent: Sendable {
    let headers: HeaderList
    /// Without content codings.
    let body: [UInt8]

    /// - Parameter body: decoded from its content coding.
    package init(headers: HeaderList, body: [UInt8]) {
        self.headers = headers
        self.body = body
    }
}

extension ValueLink {
    /// Today's value from today's answer; nil where it has nothing at the place.
    package func value(in answer: AnswerContent) -> [UInt8]? { nil }

    /// The same for an answer that nothing else is taken from.
    /// - Parameter body: decoded from its content coding.
    package func value(headers: HeaderList, body: [UInt8]) -> [UInt8]? {
        value(in: AnswerContent(headers: headers, body: body))
    }
}
