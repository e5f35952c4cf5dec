import JSONTree

/// libFuzzer's entry point. Whatever is parsed must come back the same from the tape, and nothing may trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONTree(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    do {
        let document = try JSONDocument.parse(bytes)
        visit(document.root, in: document)
        guard JSONSplicer(document).result() == bytes else { fatalError("splicing nothing changed the text") }
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

private func visit(_ node: JSONNode, in document: JSONDocument) {
    guard node.lexeme.count == node.range.count else { fatalError("a range outside the text") }
    _ = (node.stringBytes, node.string, node.int, node.double, node.bool)
    for element in node.elements { visit(element, in: document) }
    for (key, value) in node.members {
        _ = key.stringBytes
        visit(value, in: document)
    }
}
