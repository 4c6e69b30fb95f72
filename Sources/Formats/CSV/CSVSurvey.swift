internal import City
internal import Geometry

/// What the cells of a column are, found by reading all of them once: then no value has to be changed afterwards, and
/// every batch has the same types.
struct CSVColumnSurvey {
    private(set) var integers = 0
    private(set) var reals = 0
    private(set) var bools = 0
    private(set) var texts = 0
    /// Numbers with leading zeros or a plus: `007`, `+7 701 …` are names, not quantities.
    private(set) var codes = 0
    /// The largest mantissa does not fit a 64-bit integer.
    private var isTooLong = false

    enum CellType { case missing, integer, real, bool, code, text }

    mutating func add(_ bytes: UnsafeRawBufferPointer, _ point: UInt8) {
        // One code makes the column text; there is nothing left to learn.
        if codes > 0 { return }
        switch CSVColumnSurvey.classify(bytes, point) {
        case .missing: break
        case .integer:
            integers += 1
            if bytes.count > 18 { isTooLong = true }
        case .real: reals += 1
        case .bool: bools += 1
        case .code: codes += 1
        case .text: texts += 1
        }
    }

    /// The column's type. Up to one cell in a hundred that is no number among numbers is a mistake in the data and is
    /// left empty; more of them make the column text.
    var type: AttributeType {
        let numbers = integers + reals
        let others = texts + bools
        if codes > 0 || numbers + bools + texts == 0 { return .text }
        if bools > 0, numbers + texts == 0 { return .bool }
        // Eighteen digits always fit; longer whole numbers are numbers of something, not amounts.
        if others * 100 <= numbers { return isTooLong ? .text : reals > 0 ? .real : .integer }
        return .text
    }

    /// Whether numbers make at least half of a column that is read as text because of the rest.
    var isMixed: Bool { type == .text && codes == 0 && texts + bools > 0 && integers + reals >= texts + bools }

    static func classify(_ bytes: UnsafeRawBufferPointer, _ point: UInt8) -> CellType {
        guard let first = bytes.first else { return .missing }
        // Digits, signs and points only start below the letters.
        if first < 58 {
            var i = first == UInt8(ascii: "-") ? 1 : 0
            let whole = i
            while i < bytes.count, bytes[i] &- 48 < 10 { i += 1 }
            if i - whole > 1, bytes[whole] == UInt8(ascii: "0") { return numberLike(bytes, i, point) ? .code : .text }
            if i == bytes.count, i > whole { return .integer }
            if first == UInt8(ascii: "+") { return .code }
            guard Decimal.parse(bytes, point: point) != nil else {
                return isMissing(bytes) ? .missing : .text
            }
            return .real
        }
        if isMissing(bytes) { return .missing }
        return bool(bytes) == nil ? .text : .bool
    }

    private static func numberLike(_ bytes: UnsafeRawBufferPointer, _ i: Int, _ point: UInt8) -> Bool {
        i == bytes.count || Decimal.parse(bytes, point: point) != nil
    }

    static func bool(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        if matches(bytes, "true") { return true }
        return matches(bytes, "false") ? false : nil
    }

    /// Words for "no value" in columns of numbers; in columns of text they stay as they are.
    static func isMissing(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= 9 else { return false }
        return ["nan", "na", "n/a", "null", "none", "-", "inf", "-inf", "infinity", "-infinity", "-nan"].contains {
            matches(bytes, $0)
        }
    }

    /// Whether the bytes are the word, whatever the case of their letters.
    private static func matches(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        for i in 0..<bytes.count
        where (bytes[i] >= 65 && bytes[i] <= 90 ? bytes[i] | 32 : bytes[i]) != word.utf8Start[i] {
            return false
        }
        return true
    }
}
