/// Compiles schemas at many places of the same documents: what they refer to in common is compiled once, and their
/// programs share it.
package struct SchemaLibrary: Sendable {
    private let programs: [SchemaPlace: Result<SchemaProgram, SchemaDefect>]

    /// Compiles the schemas at these places. One that can't be compiled at all does not keep the others from it.
    package init(
        compiling places: [SchemaPlace],
        in resources: SchemaResources,
        options: SchemaOptions = SchemaOptions()
    ) {
        var compiler = SchemaCompiler(resources, options: options)
        var entries: [(SchemaPlace, UInt32)] = []
        var programs: [SchemaPlace: Result<SchemaProgram, SchemaDefect>] = [:]
        for place in places {
            do throws(SchemaDefect) {
                entries.append((place, try compiler.compile(place)))
            } catch {
                programs[place] = .failure(error)
            }
        }
        let (image, owners) = compiler.finish()
        for (place, entry) in entries {
            programs[place] = .success(SchemaProgram(image: image, entry: entry, place: place, owners: owners))
        }
        self.programs = programs
    }

    /// The program of one of the places.
    ///
    /// - Throws: `SchemaDefect` if it could not be compiled, or was not asked for.
    package func program(at place: SchemaPlace) throws(SchemaDefect) -> SchemaProgram {
        guard let program = programs[place] else {
            throw SchemaDefect(place: place, keyword: "", message: "this place was not compiled")
        }
        return try program.get()
    }
}
