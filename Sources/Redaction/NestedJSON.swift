/// JSON inside of other text: in a JSON string, a form field, an event stream, a script.
///
/// Only field rules are applied here: for whatever else gives itself away the text around is searched anyway.
enum NestedJSON {
    /// - Returns: whether anything was found; then with further escapes undone it is JSON no more.
    static func scan(_ layer: ScanLayer, _ scanner: TextScanner, into hits: inout [Hit]) -> Bool {
        let text = layer.text
        guard let start = text.firstIndex(where: { $0 == 0x7B || $0 == 0x5B }) else { return false }
        var walker = JSONWalker(text, nestedIn: scanner)
        walker.walk(start..<text.count, isCut: layer.options.contains(.cutEnd))
        for found in walker.hits {
            var hit = layer.hit(found.range, found.kind, found.rule, found.reason)
            hit.value = found.value
            hit.pointer = found.pointer
            // Better than what was found by the name alone, since it is decoded.
            hit.rank = layer.depth + 4
            hits.append(hit)
        }
        return !walker.hits.isEmpty
    }
}
