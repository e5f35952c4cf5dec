package import ExchangeModel
package import Wire

/// How a request gets to where its URL says.
package struct SendingWay: Sendable, Hashable {
    /// Whether it opens a connection of its own, also where one is at hand.
    package var opensConnection: Bool
    /// The reverse proxy that it goes through; nil goes straight there.
    package var proxy: URLParts?
    /// Whether it is sent once more where a kept connection ended before a byte of the answer.
    package var resends: ResendRule

    package init(opensConnection: Bool = false, proxy: URLParts? = nil, resends: ResendRule = .always) {
        self.opensConnection = opensConnection
        self.proxy = proxy
        self.resends = resends
    }

    /// The request with the proxy's address in place of the API's. A reverse proxy sets `Host` itself.
    func redirected(_ request: RequestMessage) -> RequestMessage {
        guard let proxy, let parts = URLParts(request.url) else { return request }
        var sent = request
        sent.url = Array(proxy.origin.utf8) + parts.target
        sent.headers.remove("Host")
        return sent
    }

    /// The exchange as one with the API, which is what it was: the way there is no part of it.
    func restored(_ exchange: Exchange, to request: RequestMessage) -> Exchange {
        guard proxy != nil else { return exchange }
        var restored = exchange
        restored.request.url = request.url
        if let host = URLParts(request.url).map({ String($0.origin.drop { $0 != "/" }.dropFirst(2)) }) {
            restored.request.headers.set("Host", host)
        }
        return restored
    }
}
