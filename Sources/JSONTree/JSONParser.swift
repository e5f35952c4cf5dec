/// One pass over the text, without recursion: depth is bounded by the limit, not by the stack.
enum JSONParser {
    /// Where the text stops being JSON, and why.
    struct Fault {
        var offset: Int
        var reason: String
    }

    /// Appends every value of the text to the tape; returns why the text is not JSON, or nil.
    static func parse(_ text: UnsafeBufferPointer<UInt8>, depth limit: Int, into tape: inout TapeBuilder) -> Fault? {
        guard text.count > 0 else { return Fault(offset: 0, reason: "the text is empty") }
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            return Fault(offset: 0, reason: "a byte order mark stands before the text")
        }
        if text.count >= 2, text[0] ^ text[1] == 0x01, text[0] >= 0xFE {
            return Fault(offset: 0, reason: "the text is UTF-16; JSON is UTF-8")
        }
        // The open container is a tape index; the one around it is kept in its entry until it closes.
        var holder = 0
        var isObject = false
        var members = 0
        var depth = 0
        var position = JSONScanner.skipSpace(text, 0)
        guard position < text.count else { return Fault(offset: position, reason: "the text is empty") }

        value: while true {
            guard position < text.count else { return ended(text, depth) }
            let start = position
            var isEmptyContainer = false
            switch text[position] {
            case 0x22:  // "
                var meta = UInt32(JSONKind.string.rawValue)
                position = JSONScanner.skipString(text, position, &meta)
                guard position > 0 else { return stringFault(text, ~position) }
                tape.append(start, position, meta)
            case 0x2D, 0x30...0x39:  // - 0–9
                position = JSONScanner.skipNumber(text, position)
                guard position > 0 else { return numberFault(text, ~position, start) }
                tape.append(start, position, UInt32(JSONKind.number.rawValue))
            case 0x7B, 0x5B:  // { [
                guard depth < limit else { return Fault(offset: start, reason: "nested deeper than \(limit) levels") }
                if depth > 0 { tape.setCount(holder, members) }
                let opened = tape.count
                isObject = text[start] == 0x7B
                tape.append(
                    JSONTape.Entry(
                        start: UInt32(truncatingIfNeeded: start),
                        end: 0,
                        next: UInt32(truncatingIfNeeded: holder),
                        meta: UInt32(isObject ? JSONKind.object.rawValue : JSONKind.array.rawValue)
                    )
                )
                holder = opened
                members = 0
                depth += 1
                position = JSONScanner.skipSpace(text, position + 1)
                guard position < text.count else { return ended(text, depth) }
                if text[position] == (isObject ? 0x7D : 0x5D) {
                    isEmptyContainer = true
                } else {
                    if isObject, let fault = key(text, &position, depth, &tape) { return fault }
                    continue value
                }
            case 0x74:  // t
                guard JSONScanner.skip("true", text, &position) else { return wordFault(start) }
                tape.append(start, position, UInt32(JSONKind.bool.rawValue) | JSONTape.Entry.trueBit)
            case 0x66:  // f
                guard JSONScanner.skip("false", text, &position) else { return wordFault(start) }
                tape.append(start, position, UInt32(JSONKind.bool.rawValue))
            case 0x6E:  // n
                guard JSONScanner.skip("null", text, &position) else { return wordFault(start) }
                tape.append(start, position, UInt32(JSONKind.null.rawValue))
            default: return Fault(offset: start, reason: "a value was expected")
            }

            // A value has ended: another follows, or its holder ends, which is again a value that has ended.
            while true {
                if !isEmptyContainer {
                    position = JSONScanner.skipSpace(text, position)
                    guard depth > 0 else {
                        return position == text.count
                            ? nil : Fault(offset: position, reason: "more text follows the value")
                    }
                    members &+= 1
                    guard position < text.count else { return ended(text, depth) }
                    let byte = text[position]
                    if byte == 0x2C {  // ,
                        position = JSONScanner.skipSpace(text, position + 1)
                        guard position < text.count else { return ended(text, depth) }
                        if isObject, let fault = key(text, &position, depth, &tape) { return fault }
                        continue value
                    }
                    guard byte == (isObject ? 0x7D : 0x5D) else {
                        return Fault(offset: position, reason: "a comma or \(isObject ? "}" : "]") was expected")
                    }
                }
                isEmptyContainer = false
                position += 1
                holder = tape.close(holder, end: position, count: members)
                depth -= 1
                if depth > 0 {
                    members = tape[holder].count
                    isObject = tape[holder].kind == .object
                }
            }
        }
    }

    /// A member's key and the colon after it.
    @inline(__always)
    private static func key(
        _ text: UnsafeBufferPointer<UInt8>,
        _ position: inout Int,
        _ depth: Int,
        _ tape: inout TapeBuilder
    ) -> Fault? {
        let start = position
        guard text[start] == 0x22 else { return Fault(offset: start, reason: "a key in quotes was expected") }
        var meta = UInt32(JSONKind.string.rawValue)
        position = JSONScanner.skipString(text, start, &meta)
        guard position > 0 else { return stringFault(text, ~position) }
        tape.append(start, position, meta)
        if position < text.count, text[position] != 0x3A { position = JSONScanner.skipSpace(text, position) }
        guard position < text.count else { return ended(text, depth) }
        guard text[position] == 0x3A else { return Fault(offset: position, reason: "a colon was expected") }
        position = JSONScanner.skipSpace(text, position + 1)
        return nil
    }

    private static func ended(_ text: UnsafeBufferPointer<UInt8>, _ depth: Int) -> Fault {
        let open = depth == 1 ? "one array or object that was" : "\(depth) arrays or objects that were"
        return Fault(
            offset: text.count,
            reason: depth == 0 ? "the text ends early" : "the text ends inside \(open) not closed"
        )
    }

    private static func wordFault(_ start: Int) -> Fault {
        Fault(offset: start, reason: "a word that is not true, false or null")
    }

    /// The scanner says only where it stopped; the byte there says why.
    private static func stringFault(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Fault {
        guard offset < text.count else { return Fault(offset: text.count, reason: "the text ends inside a string") }
        switch text[offset] {
        case 0x80...0xFF: return Fault(offset: offset, reason: "bytes that are not UTF-8")
        case 0x5C:
            let isUnicode = offset + 1 < text.count && text[offset + 1] == 0x75
            return Fault(
                offset: offset,
                reason: isUnicode ? "\\u without four hexadecimal digits" : "an unknown escape in a string"
            )
        default: return Fault(offset: offset, reason: "a control character that is not escaped in a string")
        }
    }

    private static func numberFault(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ start: Int) -> Fault {
        guard offset < text.count else { return Fault(offset: text.count, reason: "the text ends inside a number") }
        let isDigit = text[offset] &- 0x30 < 10
        return Fault(
            offset: offset,
            reason: isDigit ? "a number with a needless leading 0" : "a digit was expected in the number"
        )
    }
}

extension TapeBuilder {
    /// Adds a value without descendants.
    @inline(__always)
    mutating func append(_ start: Int, _ end: Int, _ meta: UInt32) {
        append(
            Entry(
                start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: count + 1),
                meta: meta
            )
        )
    }

    @inline(__always)
    mutating func setCount(_ index: Int, _ value: Int) {
        self[index].meta =
            self[index].meta & 0x1F | UInt32(truncatingIfNeeded: value) << JSONTape.Entry.countShift
    }

    /// Completes a container and returns the one around it.
    @inline(__always)
    mutating func close(_ index: Int, end: Int, count members: Int) -> Int {
        let outer = Int(self[index].next)
        self[index].end = UInt32(truncatingIfNeeded: end)
        self[index].next = UInt32(truncatingIfNeeded: count)
        setCount(index, members)
        return outer
    }
}
