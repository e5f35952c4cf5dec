import TextPatterns

/// Splits the input at its first line feed into a pattern and a text. Nothing may trap; wrapping a pattern must not change
/// what it matches, and what was compiled must be of the format `regex`. Each named format is asked about the text as well.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPattern(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    let source = Array(bytes[..<end])
    let text = Array(bytes[end...].dropFirst())
    for format in TextFormat.allCases { _ = format.accepts(text) }
    check(String(decoding: source, as: UTF8.self), text)
    return 0
}

private func check(_ source: String, _ text: [UInt8]) {
    let isRegex = TextFormat.regex.accepts(Array(source.utf8))
    do throws(PatternError) {
        let pattern = try Pattern(source)
        guard isRegex else { fatalError("compiled, and yet of no format") }
        let matches = pattern.matches(text)
        guard pattern.matches(text) == matches else { fatalError("two answers to one question") }
        checkWrapped(source, text, matches)
        // What matches a text matches it with more around, unless it looks at the ends.
        guard matches, !source.contains(where: { "^$\\".contains($0) }) else { return }
        guard pattern.matches([0x61] + text + [0x61]) else { fatalError("a match is lost in a longer text") }
    } catch {
        switch error {
        case .syntax(let offset, _):
            guard !isRegex, (0...source.unicodeScalars.count).contains(offset) else {
                fatalError("a wrong syntax error")
            }
        case .notRegular(let offset, _):
            guard isRegex, (0..<source.unicodeScalars.count).contains(offset) else { fatalError("a wrong feature") }
        case .tooLarge:
            guard isRegex else { fatalError("too large, and yet of no format") }
        }
    }
}

private func checkWrapped(_ source: String, _ text: [UInt8], _ matches: Bool) {
    let wrapped: [(source: String, expected: Bool)] = [
        ("(?:\(source))", matches), ("(?:\(source))+", matches), ("[]|\(source)", matches), ("(?:\(source))?", true),
        ("[^]*(?:\(source))[^]*?", matches), ("^[^]*?(?:\(source))", matches),
    ]
    for (source, expected) in wrapped {
        // It may have grown too large, or be nested too deep; `^` behind `[^]*` still is the text's start.
        guard let pattern = try? Pattern(source) else { continue }
        guard pattern.matches(text) == expected else { fatalError("\(source) differs") }
    }
}

/// In debug builds SwiftPM takes this function for the program's beginning; libFuzzer's own is behind it.
@_cdecl("PatternFuzz_main")
func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzPattern)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
