extension UnsafeBufferPointer<UInt8> {
    /// A JSON text with numbers the parser cannot hold made holdable: beyond a double's range → null, whole numbers
    /// beyond 64 bits → the nearest double. nil if there are none.
    func withHoldableNumbers() -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(count + 16)
        var changed = false
        var isQuoted = false
        var at = 0
        while at < count {
            let b = self[at]
            if isQuoted {
                if b == UInt8(ascii: "\\"), at + 1 < count {
                    out.append(b)
                    at += 1
                    out.append(self[at])
                    at += 1
                    continue
                }
                isQuoted = b != UInt8(ascii: "\"")
            } else if b == UInt8(ascii: "\"") {
                isQuoted = true
            } else if b == UInt8(ascii: "-") || (b >= 0x30 && b <= 0x39) {
                var end = at + 1
                while end < count, self[end].isPartOfNumber { end += 1 }
                let word = String(decoding: self[at..<end], as: UTF8.self)
                out.append(contentsOf: self[at..<end])
                if let value = Double(word), value.isInfinite {
                    out.removeLast(end - at)
                    out.append(contentsOf: "null".utf8)
                    changed = true
                } else if UInt64(word) == nil, Int64(word) == nil, word.utf8.allSatisfy({ $0 <= 0x39 && $0 != 0x2E }) {
                    out.append(contentsOf: "e0".utf8)
                    changed = true
                }
                at = end
                continue
            }
            out.append(b)
            at += 1
        }
        return changed ? out : nil
    }
}

extension UInt8 {
    fileprivate var isPartOfNumber: Bool {
        switch self {
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
