/// How OpenStreetMap writes quantities. Each function gives nil for a text that does not say what it should.
enum OSMValues {
    /// A length in metres: `12`, `12.5 m`, `12,5`, `40'`, `6'7"`, `39 ft`, `1.2 km`, `350 cm`.
    ///
    /// OSM wiki, Map features/Units: metres where no unit is written; feet by ′, inches by ″. Negative lengths are none.
    static func metres(_ text: String) -> Double? {
        let text = text.trimmed
        if let feet = feetAndInches(text) { return feet }
        guard let (number, unit) = numberAndUnit(text), number >= 0 else { return nil }
        switch unit {
        case "", "m", "metre", "metres", "meter", "meters", "м": return number
        case "ft", "feet", "foot": return number * 0.3048
        case "km": return number * 1000
        case "cm": return number / 100
        case "mm": return number / 1000
        default: return nil
        }
    }

    /// A plain number: `3`, `2.5`, `2,5`; a unit may follow if it is one of `units`.
    static func number(_ text: String, units: [String] = []) -> Double? {
        guard let (number, unit) = numberAndUnit(text.trimmed), unit.isEmpty || units.contains(unit.lowercased())
        else { return nil }
        return number
    }

    /// A whole number: `2`, `-1`.
    static func whole(_ text: String) -> Int64? {
        guard let number = number(text) else { return nil }
        return Int64(exactly: number)
    }

    /// yes and no as OSM has them.
    static func yesNo(_ text: String) -> Bool? {
        switch text {
        case "yes", "true", "1": true
        case "no", "false", "0": false
        default: nil
        }
    }

    /// An azimuth in degrees from north, clockwise: `135`, `135°`, `SE`.
    static func azimuth(_ text: String) -> Double? {
        let text = text.trimmed
        let points = [
            "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
        ]
        if let i = points.firstIndex(of: text.uppercased()) { return Double(i) * 22.5 }
        guard let degrees = number(text, units: ["°", "deg"]), abs(degrees) <= 360 else { return nil }
        let azimuth = degrees < 0 ? degrees + 360 : degrees
        return azimuth == 360 ? 0 : azimuth
    }

    /// A colour temperature in kelvin: `3000 K`, `3000K`. A colour's name says none.
    static func kelvin(_ text: String) -> Double? {
        guard let (number, unit) = numberAndUnit(text.trimmed), unit == "K" || unit == "k", number >= 500,
            number <= 30_000
        else { return nil }
        return number
    }

    /// `6'7"` or `40'` in metres.
    private static func feetAndInches(_ text: String) -> Double? {
        let parts = text.split(separator: "'", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let feet = decimal(String(parts[0]).trimmed), feet >= 0 else { return nil }
        let rest = String(parts[1]).trimmed
        if rest.isEmpty { return feet * 0.3048 }
        guard rest.hasSuffix("\""), let inches = decimal(String(rest.dropLast()).trimmed), inches >= 0 else {
            return nil
        }
        return feet * 0.3048 + inches * 0.0254
    }

    /// `12,5 m` → 12.5 and `m`.
    private static func numberAndUnit(_ text: String) -> (Double, String)? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || "+-.,".contains($0)) }
        guard let number = decimal(String(digits)) else { return nil }
        return (number, String(text.dropFirst(digits.count)).trimmed)
    }

    /// A decimal number with point or comma. `1,234.5` is none: nobody knows which mark was meant.
    private static func decimal(_ text: String) -> Double? {
        guard !text.isEmpty, text.allSatisfy({ "0123456789+-.,".contains($0) }) else { return nil }
        let commas = text.count { $0 == "," }
        let plain = commas == 1 && !text.contains(".") ? text.replacing(",", with: ".") : text
        guard let number = Double(plain), number.isFinite else { return nil }
        return number
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
