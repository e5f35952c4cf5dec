package import ExchangeModel
import Redaction

/// The fields of a request that speak of the connection it came on and not of the request, and so may keep another
/// connection from being used again: `Connection`, the fields that it names, and those that older clients send beside
/// it (RFC 9110 §7.6.1).
package enum ConnectionFields {
    private static let known = ["connection", "keep-alive", "proxy-connection"].map { Array($0.utf8) }
    /// Naming these in `Connection` must not take them away: the message would be another one.
    private static let untouchable: Set<[UInt8]> = Set(
        ["host", "content-length", "transfer-encoding"].map { Array($0.utf8) }
    )

    /// Takes them out.
    package static func remove(from headers: inout HeaderList) {
        let all = all(of: headers)
        headers.fields.removeAll { all.contains(ASCII.lower($0.name)) }
    }

    /// Those that are there, as they are spelled, each once. Hostile text.
    package static func names(in headers: HeaderList) -> [String] {
        let all = all(of: headers)
        var seen: Set<[UInt8]> = []
        return headers.fields.compactMap { field in
            let name = ASCII.lower(field.name)
            return all.contains(name) && seen.insert(name).inserted ? field.nameText : nil
        }
    }

    /// In lower case. A set: a hostile head may name thousands.
    private static func all(of headers: HeaderList) -> Set<[UInt8]> {
        let named = headers.all("Connection").flatMap { value in
            value.split(separator: 0x2C).map { ASCII.lower(ASCII.trimmed(Array($0))) }
        }
        return Set(named).subtracting(untouchable).union(known)
    }
}

extension FlowScript {
    /// The fields of the steps' connections, each name once. Hostile text.
    package var connectionFields: [String] {
        var seen: Set<String> = []
        return steps.flatMap { ConnectionFields.names(in: $0.exchange.request.headers) }
            .filter { seen.insert($0.lowercased()).inserted }
    }
}
