internal import JSONTree

/// Cuts a HAR text into the entries of `log.entries` while it comes in, chunk by chunk. What is around them is kept
/// as the frame, with `{}` in each entry's place: memory holds one entry and the frame, however long the text is.
///
/// It only counts brackets outside of strings. Whether entries and frame are JSON is for the parser to say.
struct EntrySplitter {
    /// An entry's bytes, and where they came from.
    struct Piece {
        let index: Int
        let place: TextPlace
        let bytes: [UInt8]
    }

    /// More than this around the entries, and it is no HAR file.
    static let largestFrame = 64 << 20
    /// What the parser takes.
    static let largestEntry = 256 << 20

    private(set) var frame: [UInt8] = []
    /// The frame up to the bracket that opens the entries; nil before that.
    private(set) var frameHead: Int?
    /// Where the text went on after each entry, by the frame's length there.
    private var joints: [(frame: Int, place: TextPlace)]
    private var entry: [UInt8] = []
    private var entryPlace: TextPlace?
    private var index = 0
    private var place: TextPlace

    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var lastString = 0..<0
    private var isLog = false
    private var isEntries = false
    private var isInEntries = false

    /// - Parameter start: where the text begins in its file, behind a byte order mark.
    init(start: TextPlace = TextPlace()) {
        place = start
        joints = [(0, start)]
    }

    /// The entry that has begun and not ended.
    var openEntry: Piece? { entryPlace.map { Piece(index: index, place: $0, bytes: entry) } }
    var isTooLarge: Bool { frame.count > EntrySplitter.largestFrame || entry.count > EntrySplitter.largestEntry }

    /// Takes the next bytes of the text.
    ///
    /// - Parameter take: gets each entry when it is whole; false ends it all.
    mutating func feed(_ chunk: UnsafeBufferPointer<UInt8>, _ take: (Piece) -> Bool) {
        // The bytes from here on are neither in the frame nor in the entry yet.
        var start = 0
        func position(_ index: Int, _ length: Int) -> Int { length + index - start }
        for current in chunk.indices {
            let byte = chunk[current]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isInString = false
                    if entryPlace == nil {
                        lastString = lastString.lowerBound..<max(lastString.lowerBound, position(current, frame.count))
                    }
                }
                continue
            }
            switch byte {
            case 0x22:
                isInString = true
                if entryPlace == nil {
                    let begin = position(current, frame.count) + 1
                    lastString = begin..<begin
                }
            case 0x3A where entryPlace == nil && (depth == 1 || depth == 2):
                frame += chunk[start..<current]
                place.advance(over: chunk[start..<current])
                start = current
                if depth == 1 { isLog = isLastString("log") } else { isEntries = isLastString("entries") }
            case 0x2C where depth == 3 && isInEntries: index += 1
            case 0x5B, 0x7B:
                if depth == 3, isInEntries, byte == 0x7B {
                    frame += chunk[start..<current]
                    place.advance(over: chunk[start..<current])
                    start = current
                    entryPlace = place
                } else if depth == 2, byte == 0x5B, isLog, isEntries {
                    isInEntries = true
                    if frameHead == nil { frameHead = position(current, frame.count) + 1 }
                }
                depth += 1
            case 0x5D, 0x7D:
                depth -= 1
                if depth < 3 { isInEntries = false }
                guard depth == 3, let began = entryPlace else { break }
                entry += chunk[start...current]
                place.advance(over: chunk[start...current])
                start = current + 1
                frame += [0x7B, 0x7D]
                joints.append((frame.count, place))
                let piece = Piece(index: index, place: began, bytes: entry)
                entryPlace = nil
                entry = []
                guard take(piece) else { return }
            default: break
            }
        }
        if entryPlace == nil { frame += chunk[start...] } else { entry += chunk[start...] }
        place.advance(over: chunk[start...])
    }

    /// Where in the text this byte of the frame stands.
    func place(ofFrame offset: Int) -> TextPlace {
        var low = 0
        var high = joints.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if joints[middle].frame <= offset { low = middle } else { high = middle }
        }
        var place = joints[low].place
        place.advance(over: frame[joints[low].frame..<max(joints[low].frame, min(offset, frame.count))])
        return place
    }

    private func isLastString(_ name: String) -> Bool {
        let bytes = frame[lastString]
        guard bytes.contains(0x5C) else { return bytes.elementsEqual(name.utf8) }
        return (try? JSONDocument.parse([0x22] + bytes + [0x22]))?.root.isString(name.utf8) ?? false
    }
}

/// A place in a text: bytes from 0, lines and columns from 1. Lines end with LF, CR or CRLF.
struct TextPlace {
    var offset = 0
    var line = 1
    var column = 1
    private var isAfterCR = false

    init(offset: Int = 0) { self.offset = offset }

    mutating func advance(over bytes: some Collection<UInt8>) {
        offset += bytes.count
        for byte in bytes {
            if byte == 0x0D || byte == 0x0A {
                if byte == 0x0D || !isAfterCR { line += 1 }
                column = 1
            } else {
                column += 1
            }
            isAfterCR = byte == 0x0D
        }
    }

    /// The place of an error in a piece of the text that begins here.
    func moved(by error: JSONSyntaxError) -> TextPlace {
        var place = self
        place.offset += error.offset
        place.line += error.line - 1
        place.column = error.line == 1 ? column + error.column - 1 : error.column
        return place
    }
}
