package import JSONTree

/// A compiled schema.
///
/// A flat run of trivial instructions: copying a program copies a reference, and one program serves any number of
/// threads. Programs compiled together by `SchemaLibrary` share their instructions.
package struct SchemaProgram: Sendable {
    /// What could not be compiled; whatever depends on it is not evaluable.
    package let defects: [SchemaDefect]

    let image: ProgramImage
    let entry: UInt32
    /// Where the schema itself stands.
    let place: SchemaPlace

    /// Compiles the schema at a place, and what it refers to.
    ///
    /// - Throws: `SchemaDefect` if there is nothing at the place, its dialect is unknown, or it is too large.
    package init(
        compiling place: SchemaPlace,
        in resources: SchemaResources,
        options: SchemaOptions = SchemaOptions()
    ) throws(SchemaDefect) {
        var compiler = SchemaCompiler(resources, options: options)
        let entry = try compiler.compile(place)
        let (image, owners) = compiler.finish()
        self.init(image: image, entry: entry, place: place, owners: owners)
    }

    init(image: ProgramImage, entry: UInt32, place: SchemaPlace, owners: [UInt32]) {
        self.image = image
        self.entry = entry
        self.place = place
        defects = owners.isEmpty ? [] : image.defects(reachableFrom: entry, owners: owners)
    }

    /// Whether the instance is valid, without saying why; nil if that can't be told.
    package func isValid(_ instance: JSONNode) -> Bool? {
        if let known = check(instance) { return known }
        switch trace(instance, lens: nil, limit: 1).verdict {
        case .valid: return true
        case .invalid: return false
        case .notEvaluable: return nil
        }
    }

    /// Judges the instance and says where and why it fails.
    ///
    /// - Parameters:
    ///   - lens: what is known of values that were replaced; nil if the instance is as it came.
    ///   - limit: how many failures are gathered at most.
    package func evaluate(_ instance: JSONNode, through lens: (any InstanceLens)? = nil, limit: Int = 100)
        -> SchemaResult
    {
        if lens == nil, check(instance) == true { return SchemaResult(verdict: .valid, failures: [], unjudged: []) }
        return trace(instance, lens: lens, limit: limit)
    }

    /// The fast way; nil if it gave up.
    func check(_ instance: JSONNode) -> Bool? {
        let answer: Bool?? = instance.withTape { tape in
            image.withView { view in
                let values = instance.endIndex - instance.index
                var machine = Machine(image: view, tape: tape, values: values, isDynamic: image.isDynamic)
                let fits = machine.judge(entry, instance.index)
                return machine.isGivenUp ? Bool?.none : fits
            }
        }
        return answer ?? nil
    }

    /// The slow way.
    func trace(_ instance: JSONNode, lens: (any InstanceLens)?, limit: Int) -> SchemaResult {
        let result = instance.withTape { tape in
            image.withView { view in
                var evaluation = TracedEvaluation(
                    image: image,
                    view: view,
                    tape: tape,
                    instance: instance,
                    lens: lens,
                    limit: limit
                )
                return evaluation.result(entry, at: place)
            }
        }
        return result ?? SchemaResult(verdict: .notEvaluable, failures: [], unjudged: [])
    }
}

extension ProgramImage {
    /// The defects of the schemas that can be reached from one, in the order they were found.
    fileprivate func defects(reachableFrom entry: UInt32, owners: [UInt32]) -> [SchemaDefect] {
        var isReached = [Bool](repeating: false, count: headers.count)
        var pending = [entry]
        isReached[Int(entry)] = true
        while let schema = pending.popLast() {
            let header = headers[Int(schema)]
            for place in Int(header.numbers)..<Int(header.end) {
                eachSchema(of: code[place]) { target in
                    guard !isReached[Int(target)] else { return }
                    isReached[Int(target)] = true
                    pending.append(target)
                }
            }
        }
        return zip(defects, owners).filter { isReached[Int($0.1)] }.map { $0.0 }
    }
}
