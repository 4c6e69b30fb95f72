extension JSONWriter {
    /// A number rounded to some decimals, without trailing zeros: `68.2512`, `7`, `-0.5`.
    ///
    /// NaN, infinity and what does not fit 64 bits after scaling take the general way.
    /// - Parameter decimals: 0 to 9.
    public mutating func fixed(_ value: Double, decimals: Int) {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value * Double(scale)).rounded()
        guard abs(scaled) < 9e18 else { return number(value) }
        var digits = Int64(scaled)
        if digits < 0 {
            raw(UInt8(ascii: "-"))
            digits = -digits
        }
        whole(digits / scale)
        var rest = digits % scale
        guard rest > 0 else { return }
        raw(UInt8(ascii: "."))
        while rest > 0 {
            scale /= 10
            raw(UInt8(ascii: "0") + UInt8(rest / scale))
            rest %= scale
        }
    }

    /// A whole number.
    public mutating func whole(_ value: Int64) {
        if value < 0 { return raw(String(value)) }
        var scale: Int64 = 1
        while value / scale >= 10 { scale *= 10 }
        while scale > 0 {
            raw(UInt8(ascii: "0") + UInt8(value / scale % 10))
            scale /= 10
        }
    }
}
