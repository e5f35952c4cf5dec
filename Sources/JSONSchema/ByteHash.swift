/// Hashing and comparing runs of bytes.
///
/// The seed is drawn once a process, so that nobody can prepare keys that all fall into one slot.
enum ByteHash {
    static let seed = UInt64.random(in: .min ... .max)

    @inline(__always)
    static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = (a ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: b ^ 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }

    @inline(__always)
    static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: count)
        var position = 0
        while position &+ 8 <= count {
            hash = mix(hash, load(bytes + position))
            position &+= 8
        }
        guard position < count else { return hash }
        if count >= 8 { return mix(hash, load(bytes + (count &- 8))) }
        var tail: UInt64 = 0
        while position < count {
            tail = tail << 8 | UInt64(bytes[position])
            position &+= 1
        }
        return mix(hash, tail)
    }

    @inline(__always)
    static func equal(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var position = 0
        while position &+ 8 <= count {
            if load(a + position) != load(b + position) { return false }
            position &+= 8
        }
        while position < count {
            if a[position] != b[position] { return false }
            position &+= 1
        }
        return true
    }

    @inline(__always)
    private static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
    }
}
