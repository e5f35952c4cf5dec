import ExchangeModel

extension Exchange {
    /// Roughly the bytes that the exchange takes in memory.
    var footprint: Int {
        var total = 2_048 + request.url.count + request.body.bytes.count + (response?.body.bytes.count ?? 0)
        for field in request.headers.fields { total += 64 + field.name.count + field.value.count }
        for field in response?.headers.fields ?? [] { total += 64 + field.name.count + field.value.count }
        return total
    }
}
