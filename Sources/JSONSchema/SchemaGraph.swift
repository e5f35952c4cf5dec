/// Walks the graph of schemas.
protocol SchemaGraph {
    var words: ContiguousArray<UInt32> { get }
    var properties: ContiguousArray<PropertyEntry> { get }
    var objects: ContiguousArray<ObjectTable> { get }
}

extension ImageParts: SchemaGraph {}
extension ProgramImage: SchemaGraph {}

extension SchemaGraph {
    /// Every schema that the instruction may lead to.
    func eachSchema(of instruction: Instruction, _ body: (UInt32) -> Void) {
        func visit(_ schema: UInt32) { if schema != Instruction.none { body(schema) } }
        switch instruction.operation {
        case .elements:
            for place in 0..<instruction.b { visit(words[Int(instruction.a + place)]) }
            visit(instruction.c)
        case .allOf, .anyOf, .oneOf:
            for place in 0..<instruction.b { visit(words[Int(instruction.a + place)]) }
        case .members:
            let table = objects[Int(instruction.a)]
            for place in 0..<table.keys.count { visit(properties[Int(table.keys.first + place)].schema) }
            for place in 0..<table.patternCount { visit(words[Int(table.patterns + 2 * place + 1)]) }
            visit(table.additional)
            visit(table.names)
        case .dynamicReference:
            visit(instruction.a)
            for place in 0..<instruction.c { visit(words[Int(instruction.b + 2 * place + 1)]) }
        case .dependentSchema: visit(instruction.b)
        case .contains, .reference, .not, .unevaluatedItems, .unevaluatedProperties: visit(instruction.a)
        case .conditional:
            visit(instruction.a)
            visit(instruction.b)
            visit(instruction.c)
        default: break
        }
    }
}

extension ImageParts {
    /// Puts other schemas in the place of those that instructions lead to.
    mutating func renumber(_ numbers: [UInt32]) {
        func renumbered(_ schema: UInt32) -> UInt32 { schema == Instruction.none ? schema : numbers[Int(schema)] }
        for place in code.indices {
            let instruction = code[place]
            switch instruction.operation {
            case .elements:
                for word in Int(instruction.a)..<Int(instruction.a + instruction.b) {
                    words[word] = renumbered(words[word])
                }
                code[place].c = renumbered(instruction.c)
            case .allOf, .anyOf, .oneOf:
                for word in Int(instruction.a)..<Int(instruction.a + instruction.b) {
                    words[word] = renumbered(words[word])
                }
            case .members:
                let table = objects[Int(instruction.a)]
                for property in Int(table.keys.first)..<Int(table.keys.first + table.keys.count) {
                    properties[property].schema = renumbered(properties[property].schema)
                }
                for pair in 0..<Int(table.patternCount) {
                    let word = Int(table.patterns) + 2 * pair + 1
                    words[word] = renumbered(words[word])
                }
                objects[Int(instruction.a)].additional = renumbered(table.additional)
                objects[Int(instruction.a)].names = renumbered(table.names)
            case .dependentSchema: code[place].b = renumbered(instruction.b)
            case .contains, .reference, .not, .unevaluatedItems, .unevaluatedProperties:
                code[place].a = renumbered(instruction.a)
            case .conditional:
                code[place].a = renumbered(instruction.a)
                code[place].b = renumbered(instruction.b)
                code[place].c = renumbered(instruction.c)
            default: break
            }
        }
    }
}
