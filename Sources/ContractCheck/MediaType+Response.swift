package import APIDocument
internal import ExchangeModel
package import Redaction

extension MediaType {
    /// The response's declared type; empty where it declares none.
    package init(contentTypeOf response: RedactedResponse) {
        self.init(response.headers.first("Content-Type") ?? [])
    }
}
