import City
import Geometry

/// How a layer looks on a map: quiet ground colours, so that results stand out.
struct MapStyle: Sendable {
    var fill: Colour?
    var line: Colour?
    /// Width of lines in metres; at least one pixel.
    var metres = 1.0
    /// Radius of points in metres; at least 1.5 pixels.
    var radius = 1.0
    var dash: [Double] = []
    /// Layers are drawn from the lowest order up.
    var order: Int

    /// The style of a layer by its name; unknown layers are drawn thin and grey.
    static func of(_ layer: String) -> MapStyle {
        switch layer {
        case "land_use": MapStyle(fill: Colour(0xD9E3C6), order: 0)
        case "plant_cover": MapStyle(fill: Colour(0xCBDDB5), order: 1)
        case "water": MapStyle(fill: Colour(0xA9CBE0), line: Colour(0x9CC2DA), metres: 2, order: 2)
        case "square": MapStyle(fill: Colour(0xE2D6C2), order: 3)
        case "railway": MapStyle(line: Colour(0x8A8A8A), metres: 1.5, order: 4)
        case "road": MapStyle(line: Colour(0xFFFFFF), metres: 6, order: 5)
        case "crossing": MapStyle(fill: Colour(0xBFBFBF), radius: 1, order: 6)
        case "building", "building_part", "building_installation": MapStyle(fill: Colour(0xCFC6B8), order: 7)
        case "tree": MapStyle(fill: Colour(0x86AD6B), radius: 2, order: 8)
        case "tree_row": MapStyle(line: Colour(0x86AD6B), metres: 3, order: 8)
        case "street_light": MapStyle(fill: Colour(0xE8A317), radius: 0.8, order: 9)
        case "intersection", "traffic_signal": MapStyle(fill: Colour(0xC0392B), radius: 1.5, order: 10)
        case "sun_hours": MapStyle(fill: Colour(0xFED976), order: 4)
        case "sun_points": MapStyle(fill: Colour(0xFED976), radius: 1, order: 9)
        case _ where layer.hasPrefix("shadow"): MapStyle(fill: Colour(0x16233F), order: 8)
        case "zone": MapStyle(line: Colour(0x8E44AD), metres: 1.5, dash: [9, 6], order: 11)
        case "approach", "signal_group": MapStyle(order: 12)
        default: MapStyle(fill: Colour(0xBBBBBB, alpha: 0.5), line: Colour(0x8A8A8A), order: 6)
        }
    }
}

/// By day or by night: what surrounds the results.
struct Look: Sendable {
    let isNight: Bool

    var paper: Colour { isNight ? Colour(0x12141D) : Colour(0xEEEAE1) }
    var ink: Colour { isNight ? Colour(0xE8E4DA) : Colour(0x333333) }
    var faint: Colour { isNight ? Colour(0x8A8FA0) : Colour(0x777777) }
    var caution: Colour { isNight ? Colour(0xE59A6B) : Colour(0x8A3B12) }
    var panel: Colour { isNight ? Colour(0x1E2230, alpha: 0.85) : Colour(0xFFFFFF, alpha: 0.85) }

    /// A quiet colour as it looks then.
    func tone(_ colour: Colour) -> Colour {
        guard isNight else { return colour }
        var dark = colour.scaled(0.3).mixed(with: Colour(0x1B2036), 0.4)
        dark.alpha = colour.alpha
        return dark
    }
}

/// A scale from numbers to colours, light to dark, readable in grey and by colour-blind eyes.
struct ColourRamp: Sendable {
    let low: Double
    let high: Double

    /// ColorBrewer YlOrRd, seven classes (Brewer & Harrower 2013), from low to high.
    private static let sequential: [UInt32] = [0xFFFFB2, 0xFED976, 0xFEB24C, 0xFD8D3C, 0xFC4E2A, 0xE31A1C, 0xB10026]
    /// ColorBrewer RdBu, seven classes: losses red, gains blue, no change nearly white.
    private static let diverging: [UInt32] = [0xB2182B, 0xEF8A62, 0xFDDBC7, 0xF7F7F7, 0xD1E5F0, 0x67A9CF, 0x2166AC]

    /// Seven colours of matplotlib's magma (Smith & van der Walt 2015, CC0) from dark to bright, for a dark ground.
    private static let night: [UInt32] = [0x3B0F70, 0x641A80, 0x8C2981, 0xB73779, 0xDE4968, 0xFE9F6D, 0xFCFDBF]

    private let stops: [UInt32]

    /// A scale over the middle 96 % of the weight, so that a few odd values do not make all others pale; for differences
    /// symmetrical about 0 and over all of them, because few things change and those are what matters.
    ///
    /// It ends at round numbers, and reaches over a fifth of its greatest number at least: roofs that differ by a per cent
    /// are shown as all but alike, not from yellow to red.
    init?(_ values: [(value: Double, weight: Double)], isDifference: Bool = false, isNight: Bool = false) {
        let sorted = values.filter { $0.value.isFinite && $0.weight > 0 }.sorted { $0.value < $1.value }
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let total = sorted.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        var (low, high) = (first.value, last.value)
        for (value, weight) in sorted {
            if sum <= 0.02 * total { low = value }
            sum += weight
            if sum >= 0.98 * total {
                high = value
                break
            }
        }
        stops = isDifference ? Self.diverging : isNight ? Self.night : Self.sequential
        if isDifference {
            high = Self.round(max(abs(first.value), abs(last.value)))
            low = -high
        } else {
            let least = 0.2 * max(abs(low), abs(high))
            if high - low < least {
                // Downwards, so that what is best stays dark; but never below zero where nothing is.
                low = first.value >= 0 ? max(0, high - least) : high - least
            }
            let step = Self.round((high - low) / 20)
            if step > 0 {
                low = (low / step).rounded(.down) * step
                high = (high / step - 1e-9).rounded(.up) * step
            }
        }
        (self.low, self.high) = (low, high)
    }

    /// The next of 1, 2 and 5 times a power of ten; 0 for what is no positive number.
    private static func round(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 0 }
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        for factor in [1.0, 2, 5] where value <= power * factor * (1 + 1e-9) { return power * factor }
        return power * 10
    }

    subscript(_ value: Double) -> Colour {
        let t = high > low ? min(max((value - low) / (high - low), 0), 1) : 0.5
        let place = t * Double(stops.count - 1)
        let i = min(Int(place), stops.count - 2)
        return Colour(stops[i]).mixed(with: Colour(stops[i + 1]), place - Double(i))
    }
}
