import Deflate

func gzipped(_ bytes: [UInt8]) -> [UInt8]? { try? Compression.compress(bytes, as: .gzip) }
