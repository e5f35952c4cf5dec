package import ExchangeModel

extension FlowScript {
    /// Puts today's values into a request: in its URL, fields and body, each written as its place wants it. What is not
    /// replaced stays byte for byte.
    ///
    /// - Returns: the inputs whose value can't stand where the recorded one stands, such as a line break in a field.
    @discardableResult
    package static func substitute(
        _ request: inout RequestMessage,
        inputs: [(input: FlowInput, value: [UInt8])]
    ) -> [FlowInput] { [] }
}
