import JSONSchema
import JSONTree

/// libFuzzer's entry point. The input is a schema, a zero byte and an instance. Whatever compiles must judge without
/// trapping, both ways the same, and say why.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSchema(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let schema = try? JSONDocument.parse(Array(parts[0])),
        let instance = try? JSONDocument.parse(Array(parts[1]))
    else { return 0 }
    var resources = SchemaResources()
    resources.add(schema, uri: "urn:fuzz")
    var options = SchemaOptions()
    options.assertsFormat = size % 2 == 0
    switch size % 5 {
    case 0: options.dialect = .openAPI30
    case 1: options.direction = .request
    case 2: options.honoursNullable = true
    default: break
    }
    let place = SchemaPlace(document: "urn:fuzz", pointer: "")
    guard let program = try? SchemaProgram(compiling: place, in: resources, options: options) else { return 0 }
    let quick = program.isValid(instance.root)
    let result = program.evaluate(instance.root)
    switch (quick, result.verdict) {
    case (true?, .valid), (false?, .invalid), (nil, .notEvaluable): break
    default: fatalError("the two ways disagree")
    }
    if result.verdict == .invalid, result.failures.isEmpty { fatalError("invalid, and nobody says why") }
    if result.verdict == .notEvaluable, result.unjudged.isEmpty { fatalError("open, and nobody says why") }
    for failure in result.failures {
        guard JSONPointer(parsing: failure.instancePointer) != nil, failure.instanceIndex < instance.valueCount else {
            fatalError("a pointer that leads nowhere")
        }
    }
    // Where everything may be a stand-in of which nothing is known, no violation may be invented.
    let blind = program.evaluate(instance.root, through: BlindLens())
    if result.verdict == .valid, blind.verdict == .invalid { fatalError("a violation was invented") }
    return 0
}

private struct BlindLens: InstanceLens {
    func knowledge(of node: JSONNode) -> InstanceKnowledge { node.index % 3 == 2 ? .unknown : .actual }
}

/// In debug builds SwiftPM takes this function for the program's beginning; libFuzzer's own is behind it.
@_cdecl("SchemaFuzz_main")
func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzSchema)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
