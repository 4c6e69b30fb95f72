/// Distinct texts and their numbers, found by their bytes: a text met again costs a hash and a compare, no `String`.
///
/// Numbers follow the order of first appearance.
package struct TextCodes: Sendable {
    /// All texts one after another, and where each ends.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Open addressing with linear probing; -1 is free. A power of two, at most half full.
    private var slots: [Int32] = [Int32](repeating: -1, count: 16)

    /// Differs from run to run, so that nobody can write a file whose texts all collide.
    private static let seed = UInt64.random(in: .min ... .max)

    package init() {}

    package var count: Int { ends.count }

    /// The text with a number.
    package subscript(_ code: Int) -> String { String(decoding: bytes[range(code)], as: UTF8.self) }

    /// All texts by number.
    package var texts: [String] { ends.indices.map { self[$0] } }

    private func range(_ code: Int) -> Range<Int> { (code == 0 ? 0 : ends[code - 1])..<ends[code] }

    /// Whether the text with a number has just these bytes.
    package func matches(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(code)
        guard range.count == text.count else { return false }
        return bytes.withUnsafeBufferPointer { all in
            for i in 0..<text.count where all[range.lowerBound + i] != text[i] { return false }
            return true
        }
    }

    /// The number of a text, a new one if it has not been met.
    package mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 { find(text).code }

    package mutating func code(of text: String) -> Int32 {
        var text = text
        return text.withUTF8 { find($0).code }
    }

    /// Adds a text; false if it is there already.
    package mutating func insert(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { find($0).isNew }
    }

    private mutating func find(_ text: UnsafeBufferPointer<UInt8>) -> (code: Int32, isNew: Bool) {
        let hash = TextCodes.hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, matches(code, text) { return (Int32(code), false) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let code = Int32(ends.count)
        slots[slot] = code
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        hashes.append(hash)
        if ends.count * 2 > slots.count { grow() }
        return (code, true)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        for (code, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    /// Eight bytes at a time through a 64 × 64 → 128 bit product folded by XOR (the step of wyhash).
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
            let product = a.multipliedFullWidth(by: b)
            return product.high ^ product.low
        }
        let raw = UnsafeRawBufferPointer(text)
        var hash = seed ^ UInt64(raw.count)
        var at = 0
        while at + 8 <= raw.count {
            hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self), 0xA076_1D64_78BD_642F)
            at += 8
        }
        var rest: UInt64 = 0
        while at < raw.count {
            rest = rest << 8 | UInt64(raw[at])
            at += 1
        }
        return mix(hash ^ rest, 0xE703_7ED1_A0B4_28DB)
    }
}
