/// The objects of an OpenAPI document (OpenAPI 3.1 §4.8), and which of them stand inside which.
enum ObjectKind: Sendable, Hashable {
    case root, components, pathItem, operation, parameter, header, requestBody, response, mediaType, encoding
    case example, link, callback, schema

    /// How a member holds objects.
    enum Shape { case one, map, list }

    static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    /// What a member of this object holds; nil where that is no object to look into.
    func child(_ key: String) -> (kind: ObjectKind, shape: Shape)? {
        switch (self, key) {
        case (.root, "paths"), (.root, "webhooks"), (.components, "pathItems"): (.pathItem, .map)
        case (.root, "components"): (.components, .one)
        case (.components, "schemas"): (.schema, .map)
        case (.components, "responses"), (.operation, "responses"): (.response, .map)
        case (.components, "parameters"): (.parameter, .map)
        case (.components, "requestBodies"): (.requestBody, .map)
        case (.components, "headers"), (.response, "headers"), (.encoding, "headers"): (.header, .map)
        case (.components, "links"), (.response, "links"): (.link, .map)
        case (.components, "callbacks"), (.operation, "callbacks"): (.callback, .map)
        case (.components, "examples"), (.parameter, "examples"), (.header, "examples"), (.mediaType, "examples"):
            (.example, .map)
        case (.pathItem, "parameters"), (.operation, "parameters"): (.parameter, .list)
        case (.pathItem, _) where ObjectKind.methods.contains(key): (.operation, .one)
        case (.operation, "requestBody"): (.requestBody, .one)
        case (.parameter, "content"), (.header, "content"), (.requestBody, "content"), (.response, "content"):
            (.mediaType, .map)
        case (.parameter, "schema"), (.header, "schema"), (.mediaType, "schema"): (.schema, .one)
        case (.mediaType, "encoding"): (.encoding, .map)
        case (.callback, _): (.pathItem, .one)
        case (.schema, _): ObjectKind.schemaChild(key)
        default: nil
        }
    }

    private static func schemaChild(_ key: String) -> (kind: ObjectKind, shape: Shape)? {
        switch key {
        case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas": (.schema, .map)
        case "allOf", "anyOf", "oneOf", "prefixItems": (.schema, .list)
        case "items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
            "unevaluatedItems", "unevaluatedProperties", "contentSchema":
            (.schema, .one)
        default: nil
        }
    }

    /// Whether a map of these may have members that are none: extensions, and paths that don't begin with a slash.
    func isMember(_ key: String, ofMap name: String) -> Bool {
        if self == .schema, name == "properties" || name == "patternProperties" || name == "$defs" { return true }
        if name == "paths" { return key.utf8.first == 0x2F }
        return !key.hasPrefix("x-")
    }
}
