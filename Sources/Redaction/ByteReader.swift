/// Reads what `ByteWriter` wrote. Believes no length: every one is compared with what is left.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
        position = 0
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    func error(_ reason: String) -> StoredExchangeError { StoredExchangeError(offset: position, reason: reason) }

    mutating func raw(_ count: Int) throws(StoredExchangeError) -> [UInt8] {
        guard count >= 0, count <= bytes.endIndex - position else { throw error("it ends too early") }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    mutating func byte() throws(StoredExchangeError) -> UInt8 {
        guard position < bytes.endIndex else { throw error("it ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func bool() throws(StoredExchangeError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw error("a truth value was expected")
        }
    }

    mutating func unsigned() throws(StoredExchangeError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw error("a number is too large")
    }

    mutating func signed() throws(StoredExchangeError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func int() throws(StoredExchangeError) -> Int {
        guard let value = Int(exactly: try unsigned()) else { throw error("a number is too large") }
        return value
    }

    mutating func string() throws(StoredExchangeError) -> [UInt8] { try raw(try int()) }

    mutating func text() throws(StoredExchangeError) -> String { String(decoding: try string(), as: UTF8.self) }

    mutating func optional<Value>(
        _ read: (inout ByteReader) throws(StoredExchangeError) -> Value
    ) throws(StoredExchangeError) -> Value? {
        try bool() ? try read(&self) : nil
    }

    mutating func list<Element>(
        _ read: (inout ByteReader) throws(StoredExchangeError) -> Element
    ) throws(StoredExchangeError) -> [Element] {
        let count = try int()
        // Every element has at least a byte.
        guard count <= bytes.endIndex - position else { throw error("a list is longer than what is left") }
        var result: [Element] = []
        for _ in 0..<count { result.append(try read(&self)) }
        return result
    }
}
