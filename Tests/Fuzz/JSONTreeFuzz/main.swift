import JSONTree

/// libFuzzer's entry point. Whatever is parsed must come back the same from the tape, and nothing may trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONTree(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    do {
        let document = try JSONDocument.parse(bytes)
        visit(document.root, in: document)
        guard JSONSplicer(document).result() == bytes else { fatalError("splicing nothing changed the text") }
        checkPlaces(document)
        let written = JSONValue(document.root).serialized()
        guard let again = try? JSONDocument.parse(written), JSONValue(again.root).serialized() == written else {
            fatalError("what was written does not read back")
        }
    } catch {
        guard error.offset >= 0, error.offset <= size, error.line > 0, error.column > 0 else {
            fatalError("an error outside the text")
        }
    }
    return 0
}

/// Each value's way reads back the same, and splicing one value changes that value alone.
private func checkPlaces(_ document: JSONDocument) {
    // Each way is looked for from the root.
    guard document.valueCount < 64 else { return }
    for index in 0..<document.valueCount {
        guard let node = document.value(at: index) else { fatalError("a value is missing") }
        let pointer = document.pointer(to: node)
        // With duplicate keys it may lead elsewhere, or nowhere, but never outside the text.
        let found = document.node(at: pointer)?.range.upperBound ?? 0
        guard JSONPointer(parsing: pointer.description) == pointer, found <= document.bytes.count else {
            fatalError("a pointer that does not read back")
        }
        var splicer = JSONSplicer(document)
        splicer.replace(node.range, with: [0x22, 0x22])
        let text = document.bytes
        let expected = text[..<node.range.lowerBound] + [0x22, 0x22] + text[node.range.upperBound...]
        guard splicer.result().elementsEqual(expected), (try? JSONDocument.parse(Array(expected))) != nil else {
            fatalError("splicing one value changed more")
        }
    }
}

private func visit(_ node: JSONNode, in document: JSONDocument) {
    guard node.lexeme.count == node.range.count else { fatalError("a range outside the text") }
    _ = (node.stringBytes, node.string, node.int, node.double, node.bool)
    for element in node.elements { visit(element, in: document) }
    for (key, value) in node.members {
        _ = key.stringBytes
        visit(value, in: document)
    }
}

/// In debug builds SwiftPM takes this function for the program's beginning; libFuzzer's own is behind it.
@_cdecl("JSONTreeFuzz_main")
func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzJSONTree)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
