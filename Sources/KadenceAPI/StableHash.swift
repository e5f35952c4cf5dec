/// A 64-bit hash that is the same in every run (FNV-1a): what recording rules remember of ids and paths.
///
/// Two things with one hash among a million are less likely than one in ten million; it names things, it protects
/// nothing.
struct StableHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init() {}

    init(_ parts: [UInt8]...) {
        for part in parts { combine(part) }
    }

    /// Takes in the bytes and the border behind them.
    mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { step(byte) }
        // 0xFF is in no UTF-8 text.
        step(0xFF)
    }

    mutating func combine(_ text: String) { combine(text.utf8) }

    private mutating func step(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}
