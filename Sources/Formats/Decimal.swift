/// Reads decimal numbers from bytes, correctly rounded, without making a text of them first.
enum Decimal {
    /// Powers of ten that a double holds exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// The number that fills the bytes: `-12.5e3`; nil if they are no number. No white space, no `nan`, no `inf`.
    /// - Parameter point: the decimal mark: `.` or `,`.
    static func parse(_ bytes: UnsafeRawBufferPointer, point: UInt8 = UInt8(ascii: ".")) -> Double? {
        var i = 0
        let number = prefix(bytes, &i, point: point)
        return i == bytes.count ? number : nil
    }

    /// The number at `i`, which moves behind it; nil if there is none.
    static func prefix(_ bytes: UnsafeRawBufferPointer, _ i: inout Int, point: UInt8 = UInt8(ascii: ".")) -> Double? {
        let start = i
        let n = bytes.count
        var p = i
        var isNegative = false
        if p < n, bytes[p] == UInt8(ascii: "-") || bytes[p] == UInt8(ascii: "+") {
            isNegative = bytes[p] == UInt8(ascii: "-")
            p += 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        var isExact = true
        func take(_ byte: UInt8) {
            // 18 digits always fit; more are left to the standard library.
            if digits < 18 { mantissa = mantissa * 10 + UInt64(byte & 15) } else { isExact = false }
            if mantissa > 0 { digits += 1 }
        }
        let whole = p
        while p < n, bytes[p] &- 48 < 10 {
            take(bytes[p])
            p += 1
        }
        var count = p - whole
        if p < n, bytes[p] == point {
            p += 1
            let fraction = p
            while p < n, bytes[p] &- 48 < 10 {
                take(bytes[p])
                p += 1
            }
            exponent = fraction - p
            count += p - fraction
        }
        guard count > 0 else { return nil }
        if p < n, bytes[p] | 32 == UInt8(ascii: "e") {
            var q = p + 1
            var isMinus = false
            if q < n, bytes[q] == UInt8(ascii: "-") || bytes[q] == UInt8(ascii: "+") {
                isMinus = bytes[q] == UInt8(ascii: "-")
                q += 1
            }
            var e = 0
            let first = q
            while q < n, bytes[q] &- 48 < 10 {
                e = min(e * 10 + Int(bytes[q] & 15), 100_000)
                q += 1
            }
            // `12e` is a number and a letter.
            if q > first {
                exponent += isMinus ? -e : e
                p = q
            }
        }
        i = p
        // Clinger 1990: with both factors exact, one operation rounds once.
        if isExact, mantissa <= 1 << 53, abs(exponent) <= 22 {
            let power = powers[abs(exponent)]
            let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
            return isNegative ? -value : value
        }
        return slow(UnsafeRawBufferPointer(rebasing: bytes[start..<p]), point)
    }

    private static func slow(_ bytes: UnsafeRawBufferPointer, _ point: UInt8) -> Double? {
        var text = String(decoding: bytes, as: UTF8.self)
        if point == UInt8(ascii: ",") { text = text.replacing(",", with: ".") }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
