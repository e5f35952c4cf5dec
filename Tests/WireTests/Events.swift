import ExchangeModel
import NIOCore
import Testing
import Wire

/// What a decoder said, with body parts joined, so that different splits compare equal.
enum Event: Equatable {
    case request(RequestHead)
    case response(ResponseHead)
    case body([UInt8])
    case end(HeaderList)
    case fault(HTTPSyntaxError)

    /// The fault, if the events end in one.
    static func fault(in events: [Event]) -> HTTPSyntaxError? {
        if case .fault(let error)? = events.last { return error }
        return nil
    }

    static func requests(_ bytes: [UInt8], cuts: [Int] = [], limits: HTTPLimits = HTTPLimits()) -> [Event] {
        var decoder = HTTPRequestDecoder(limits: limits)
        return run(bytes, cuts, { decoder.append($0) }, { try decoder.next() }, { try decoder.finish() })
    }

    static func requests(_ text: String) -> [Event] { requests(Array(text.utf8)) }

    static func responses(
        _ bytes: [UInt8],
        to methods: [String] = ["GET"],
        cuts: [Int] = [],
        limits: HTTPLimits = HTTPLimits()
    ) -> [Event] {
        var decoder = HTTPResponseDecoder(limits: limits)
        for method in methods { decoder.expectResponse(to: method) }
        return run(bytes, cuts, { decoder.append($0) }, { try decoder.next() }, { try decoder.finish() })
    }

    static func responses(_ text: String, to methods: [String] = ["GET"]) -> [Event] {
        responses(Array(text.utf8), to: methods)
    }

    private static func run(
        _ bytes: [UInt8],
        _ cuts: [Int],
        _ append: (ByteBuffer) -> Void,
        _ next: () throws -> HTTPEvent?,
        _ finish: () throws -> HTTPEvent?
    ) -> [Event] {
        var events: [Event] = []
        var start = 0
        do {
            for cut in cuts + [bytes.count] {
                append(ByteBuffer(bytes: bytes[start..<cut]))
                start = cut
                while let event = try next() { add(event, to: &events) }
            }
            if let event = try finish() { add(event, to: &events) }
        } catch let error as HTTPSyntaxError {
            events.append(.fault(error))
        } catch {
            Issue.record(error)
        }
        return events
    }

    private static func add(_ event: HTTPEvent, to events: inout [Event]) {
        switch event {
        case .requestHead(let head): events.append(.request(head))
        case .responseHead(let head): events.append(.response(head))
        case .end(let trailers): events.append(.end(trailers))
        case .body(let part):
            if case .body(let before)? = events.last {
                events[events.count - 1] = .body(before + Array(part.readableBytesView))
            } else {
                events.append(.body(Array(part.readableBytesView)))
            }
        }
    }
}
