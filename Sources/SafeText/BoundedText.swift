/// Text that grows up to a number of characters; what does not fit is replaced by `…`.
///
/// Kept as UTF-8: a view of a string's scalars counts them all each time that something is appended to it.
struct BoundedText {
    private var text: [UInt8] = []
    private var count = 0
    private let maximum: Int?
    /// How much of the text leaves room for the `…`.
    private var cut = 0
    private(set) var isFull = false

    init(maximum: Int?) {
        self.maximum = maximum.map { max(0, $0) }
    }

    mutating func append(_ piece: String) {
        guard hasRoom(for: piece.unicodeScalars.count) else { return }
        text.append(contentsOf: piece.utf8)
        markCut()
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        guard hasRoom(for: 1) else { return }
        if scalar.isASCII {
            text.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        markCut()
    }

    private mutating func hasRoom(for length: Int) -> Bool {
        guard let maximum else { return true }
        isFull = count + length > maximum
        if !isFull { count += length }
        return !isFull
    }

    private mutating func markCut() {
        if let maximum, count < maximum { cut = text.count }
    }

    /// The text, its end replaced where something did not fit.
    func finished() -> String {
        guard isFull else { return String(decoding: text, as: UTF8.self) }
        return String(decoding: text[..<cut], as: UTF8.self) + (maximum == 0 ? "" : "…")
    }
}
