/// Goes once through JSON text, or what was meant to be it, with the names of the members at hand.
///
/// It reads on where a parser would stop: text that was cut, or that a server broke, must not leak for that.
struct JSONWalker {
    private let source: UnsafeBufferPointer<UInt8>
    private var scanner: TextScanner
    /// Makes the decoded name of a member fit to be shown.
    private let clean: ([UInt8]) -> String
    private var frames: [JSONFrame] = []
    private var cache: JSONKeyCache
    private(set) var hits: [Hit] = []

    private static let typeKey = Array("@type".utf8)
    /// Longer pointers are left out; a server could make them as long as it likes.
    private static let longestPointer = 1_024
    /// What lies deeper shares one frame, so that a text of nothing but brackets can't fill the memory.
    private static let deepest = 1_024
    private var overflow = 0
    /// How many texts this one is inside of, each in a string of the other; nil for one that is JSON itself.
    private let nesting: Int?
    private static let deepestNesting = 3

    /// For JSON inside of other text: only the rules for fields are applied, and the pointers are names.
    init(_ source: UnsafeBufferPointer<UInt8>, nestedIn scanner: TextScanner, depth: Int = 0) {
        self.source = source
        self.scanner = scanner
        clean = { _ in "" }
        nesting = depth
        cache = JSONKeyCache(size: 16)
    }

    init(_ source: UnsafeBufferPointer<UInt8>, scanner: TextScanner, clean: @escaping ([UInt8]) -> String) {
        self.source = source
        self.scanner = scanner
        self.clean = clean
        nesting = nil
        cache = JSONKeyCache(size: 128)
    }

    /// Walks through `range`, and adds what it finds to `hits`.
    mutating func walk(_ range: Range<Int>, isCut: Bool) {
        var index = range.lowerBound
        let end = range.upperBound
        while index < end {
            switch source[index] {
            case 0x22:
                index = string(index, end, isCut)
                continue
            case 0x7B, 0x5B: open(isObject: source[index] == 0x7B)
            case 0x7D, 0x5D: close()
            case 0x2C:
                guard let last = frames.indices.last else { break }
                frames[last].hasKey = false
                frames[last].index &+= 1
                if overflow > 0 { frames[last].rule = -1 }
            case 0x20, 0x09, 0x0A, 0x0D, 0x3A: break
            default:
                index = scalar(index, end)
                continue
            }
            index += 1
        }
        overflow = 0
        // What is still open when the text ends was never said not to be a person.
        while !frames.isEmpty {
            if frames[frames.count - 1].isPerson == nil { frames[frames.count - 1].isPerson = true }
            close()
        }
    }

    private mutating func open(isObject: Bool) {
        if frames.count >= JSONWalker.deepest {
            overflow += 1
            let last = frames.count - 1
            let rule = frames[last].rule
            if rule >= 0, scanner.fields.rules[rule].within.isEmpty { frames[last].inherited = rule }
            frames[last].hasKey = false
            // Whose it is can't be told any more.
            frames[last].isPerson = true
            return
        }
        var frame = JSONFrame(isObject: isObject)
        if let parent = frames.last {
            let rule = parent.isObject ? parent.rule : -1
            frame.inherited =
                rule >= 0 && scanner.fields.rules[rule].within.isEmpty ? rule : parent.inherited
            if parent.isObject {
                frame.isTypes = !isObject && parent.keyIsType
                if parent.keyIsContext { frame.isPerson = true }
            } else if parent.isPerson == true {
                frame.isPerson = true
            }
        }
        frames.append(frame)
    }

    private mutating func close() {
        if overflow > 0 {
            overflow -= 1
            return
        }
        guard let frame = frames.popLast() else { return }
        if frame.isPerson == true { hits += frame.pending }
    }

    // MARK: Strings

    private mutating func string(_ start: Int, _ end: Int, _ isCut: Bool) -> Int {
        var index = start + 1
        var isEscaped = false
        while index < end, source[index] != 0x22 {
            if source[index] == 0x5C {
                isEscaped = true
                index += 1
            }
            index += 1
        }
        let isOpen = index >= end
        let inner = (start + 1)..<min(index, end)
        index = min(index + 1, end)
        if let last = frames.indices.last, overflow > 0 || frames[last].isObject && !frames[last].hasKey {
            var next = index
            while next < end, JSONWalker.isSpace(source[next]) { next += 1 }
            if next < end, source[next] == 0x3A {
                key(inner, isEscaped, last)
                return next + 1
            }
        }
        value(inner, isEscaped, isOpen && isCut)
        return index
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private mutating func key(_ range: Range<Int>, _ isEscaped: Bool, _ frame: Int) {
        let (slot, cached) = cache.find(range, in: source)
        let found = cached ?? newKey(range, isEscaped)
        if cached == nil { cache.put(found, at: slot) }
        frames[frame].key = range
        frames[frame].hasKey = true
        frames[frame].rule = Int(found.rule)
        frames[frame].keyIsType = found.isType
        frames[frame].keyIsContext = found.isContext
    }

    private mutating func newKey(_ range: Range<Int>, _ isEscaped: Bool) -> JSONKeyCache.Entry {
        let name = isEscaped ? decoded(range, true) : Array(source[range])
        var new = JSONKeyCache.Entry(key: range)
        new.rule = Int16(scanner.fields.index(for: name, isPair: false) ?? -1)
        new.isType = name == JSONWalker.typeKey
        new.isContext = scanner.fields.isContext(name)
        let before = hits.count
        if nesting == nil { scanner.scan(source, range, isEscaped ? [.json, .jsonEscapes] : .json, into: &hits) }
        // Only names without anything to hide are remembered, so the others are found each time.
        new.isFilled = hits.count == before
        return new
    }

    private mutating func value(_ range: Range<Int>, _ isEscaped: Bool, _ isCut: Bool) {
        guard !range.isEmpty else { return }
        var options: TextScanner.Options = isEscaped ? [.json, .jsonEscapes] : .json
        if isCut { options.insert(.cutEnd) }
        if let last = frames.indices.last {
            noteType(range, isEscaped, last)
            let rule = rule(last)
            if rule >= 0, replace(range, decoded(range, isEscaped), rule, .string, last) { return }
        }
        if let nesting {
            if isEscaped { walkInside(range, nesting, isCut) }
        } else {
            scanner.scan(source, range, options, into: &hits)
        }
    }

    /// The rule that holds for the current value, or -1.
    private func rule(_ frame: Int) -> Int {
        (frames[frame].isObject || overflow > 0) && frames[frame].rule >= 0
            ? frames[frame].rule : frames[frame].inherited
    }

    /// A string that itself holds JSON.
    private mutating func walkInside(_ range: Range<Int>, _ nesting: Int, _ isCut: Bool) {
        let text = UnsafeBufferPointer(rebasing: source[range])
        guard nesting < JSONWalker.deepestNesting, text.contains(where: { $0 == 0x7B || $0 == 0x5B }),
            let inner = DecodedText.decode(text, .backslash, within: nil, isCut: isCut)
        else { return }
        var found = inner.bytes.withUnsafeBufferPointer { text in
            var walker = JSONWalker(text, nestedIn: scanner, depth: nesting + 1)
            walker.walk(0..<text.count, isCut: isCut)
            return walker.hits
        }
        for index in found.indices {
            let place = inner.source(found[index].range)
            found[index].range = (place.lowerBound + range.lowerBound)..<(place.upperBound + range.lowerBound)
        }
        hits += found
    }

    /// A JSON-LD type says whether the object is about a person.
    private mutating func noteType(_ range: Range<Int>, _ isEscaped: Bool, _ frame: Int) {
        let owner = frames[frame].isTypes ? frame - 1 : frame
        guard frames[frame].isTypes || (frames[frame].isObject && frames[frame].keyIsType), owner >= 0 else { return }
        let isPerson = scanner.fields.isContext(decoded(range, isEscaped))
        if isPerson || frames[owner].isPerson == nil { frames[owner].isPerson = isPerson }
    }

    private func decoded(_ range: Range<Int>, _ isEscaped: Bool) -> [UInt8] {
        let text = UnsafeBufferPointer(rebasing: source[range])
        guard isEscaped, let decoded = DecodedText.decode(text, .backslash, within: nil) else { return Array(text) }
        return decoded.bytes
    }

    // MARK: Other values

    private mutating func scalar(_ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end {
            switch source[index] {
            case 0x2C, 0x7D, 0x5D, 0x20, 0x09, 0x0A, 0x0D, 0x22, 0x5B, 0x7B:
                if index > start { return finish(start..<index) }
            default: break
            }
            index += 1
        }
        return finish(start..<end)
    }

    private mutating func finish(_ range: Range<Int>) -> Int {
        let first = source[range.lowerBound]
        // null, true and false tell nobody's name.
        guard first == 0x2D || first &- 0x30 < 10, let last = frames.indices.last else {
            if nesting == nil, first != 0x6E, first != 0x74, first != 0x66 {
                scanner.scan(source, range, .looseJSON, into: &hits)
            }
            return range.upperBound
        }
        let rule = rule(last)
        if rule >= 0, replace(range, Array(source[range]), rule, .number, last) { return range.upperBound }
        if nesting == nil, range.count >= SecretPatterns.shortest {
            let before = hits.count
            scanner.scan(source, range, .json, into: &hits)
            // A part of a number can't be replaced.
            if hits.count > before {
                hits[before].range = range
                hits[before].jsonType = .number
                hits[before].quotes = true
                hits.removeSubrange((before + 1)...)
            }
        }
        return range.upperBound
    }

    /// False where the rule doesn't hold here.
    private mutating func replace(
        _ range: Range<Int>,
        _ value: [UInt8],
        _ rule: Int,
        _ type: ValueShape.JSONType,
        _ frame: Int
    ) -> Bool {
        let field = scanner.fields.rules[rule]
        var hit = Hit(range: range, value: value, kind: field.kind, rule: field.id, reason: field.reason)
        hit.encoding = .json
        hit.jsonType = type
        hit.quotes = type != .string
        hit.rank = 16
        hit.pointer = nesting == nil ? pointer(frame) : field.name
        if field.within.isEmpty || frames[frame].isPerson == true {
            hits.append(hit)
            return true
        }
        if frames[frame].isPerson == nil { frames[frame].pending.append(hit) }
        // Until the type is seen it is searched like any other text.
        return false
    }

    /// The JSON Pointer to the current value, as far as it can be shown.
    private mutating func pointer(_ frame: Int) -> String {
        var pointer = ""
        for index in 0...frame {
            if let known = frames[index].pointer {
                pointer = known
            } else {
                frames[index].pointer = pointer
            }
            guard pointer.utf8.count <= JSONWalker.longestPointer else { return "" }
            pointer += "/" + token(index)
        }
        return pointer.utf8.count <= JSONWalker.longestPointer ? pointer : ""
    }

    private func token(_ frame: Int) -> String {
        guard frames[frame].isObject else { return String(frames[frame].index) }
        let key = frames[frame].key
        guard key.count <= JSONWalker.longestPointer else { return "" }
        var token = ""
        for character in clean(decoded(key, true)).unicodeScalars {
            switch character {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(character)
            }
        }
        return token
    }
}
