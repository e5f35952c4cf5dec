package import JSONTree

/// One change to a finished answer that breaks its contract in one place and nowhere else.
package enum AnswerEdit: Sendable, Hashable {
    /// Puts a value at the pointer. A member that isn't there yet is added to its object; where the way to it is
    /// missing, nothing changes.
    case set(JSONPointer, JSONValue)
    /// Gives the member at the pointer another name, its place and value kept.
    case rename(JSONPointer, to: String)
    /// Another status for an answer that is no error, its body kept. 204, 205 and 304 carry none (RFC 9110 §15).
    case status(Int)
    /// Another `Content-Type`, the body kept.
    case contentType(String)
    /// Leaves the last byte of a JSON body out; the framing agrees with what is sent.
    case breakJSON
    /// Leaves a header out.
    case dropHeader(String)
    /// Puts a header in, in place of any of the same name.
    case setHeader(APIHeader)

    /// Applies what concerns status and body. Bodies that are not JSON keep theirs.
    func apply(to reply: APIReply) -> APIReply {
        var reply = reply
        switch self {
        case .set(let pointer, let new):
            reply.change { BodyFault.set($0, at: pointer.tokens[...], to: new) }
        case .rename(let pointer, let name):
            reply.change { BodyFault.rename($0, at: pointer.tokens[...], to: name) }
        case .status(let status):
            guard reply.status < 400 else { break }
            reply.status = status
            if [204, 205, 304].contains(status) { reply.body = .empty }
        case .contentType(let type):
            switch reply.body {
            case .json(let value, _): reply.body = .json(value, contentType: type)
            case .text(let bytes, _): reply.body = .text(bytes, contentType: type)
            case .empty: break
            }
        case .breakJSON:
            if case .json(let value, let type) = reply.body {
                reply.body = .text(value.serialized().dropLast(), contentType: type)
            }
        case .dropHeader, .setHeader: break
        }
        return reply
    }

    /// Applies what concerns the headers, which are complete by now.
    func apply(to headers: inout [APIHeader]) {
        switch self {
        case .dropHeader(let name): headers.removeAll { $0.isNamed(name) }
        case .setHeader(let new):
            let place = headers.firstIndex { $0.isNamed(new.name) } ?? headers.count
            headers.removeAll { $0.isNamed(new.name) }
            headers.insert(new, at: min(place, headers.count))
        default: break
        }
    }
}
