/// Room for entries that grows by doubling; the parser writes into it without the checks of an array.
struct TapeBuilder: ~Copyable {
    typealias Entry = JSONTape.Entry

    private var base: UnsafeMutablePointer<Entry>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(16, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    @inline(__always)
    mutating func append(_ entry: Entry) {
        if count == capacity { grow() }
        base[count] = entry
        count &+= 1
    }

    /// The entry; `index` must be one that was appended.
    @inline(__always)
    subscript(_ index: Int) -> Entry {
        get {
            assert(index < count)
            return base[index]
        }
        set {
            assert(index < count)
            base[index] = newValue
        }
    }

    @inline(never)
    private mutating func grow() {
        let wider = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
        wider.update(from: base, count: count)
        base.deallocate()
        base = wider
        capacity *= 2
    }

    /// The entries, in an array of just their number.
    consuming func finish() -> ContiguousArray<Entry> {
        ContiguousArray(UnsafeBufferPointer(start: base, count: count))
    }
}
