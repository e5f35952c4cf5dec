import JSONTree
import YAMLTree

func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) throws -> YAMLDocument {
    try YAMLDocument.parse(Array(text.utf8), limits: limits)
}

func json(_ text: String) throws -> String { String(decoding: try parse(text).json.bytes, as: UTF8.self) }

func error(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) -> YAMLError? {
    do throws(YAMLError) {
        _ = try YAMLDocument.parse(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

func error(_ text: String, limits: YAMLLimits = YAMLLimits()) -> YAMLError? { error(Array(text.utf8), limits: limits) }
