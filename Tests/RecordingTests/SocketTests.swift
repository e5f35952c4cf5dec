import Testing

/// All suites that bind ports: one test after the other, so that ports and descriptors are theirs alone.
@Suite(.serialized) enum SocketTests {}
