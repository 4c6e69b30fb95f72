import Geometry

/// What dirt and snow do to modules in a year, in every lit hour, before it is known which modules.
struct Weathering: Sendable {
    let soiling: SoilingYear?
    let snow: SnowYear?
}

/// Dirt on modules, lit hour by lit hour.
enum SoilingYear: Sendable {
    typealias Lanes = SIMD8<Float>

    /// The same share of light passes on every module (Kimber).
    case everywhere(passing: [Float])
    /// 0.17 w^0.8473 of the dust w that lies on a level surface (HSU).
    case byTilt(dust: [Float])

    /// Share of light that passes in a lit hour on eight arrays.
    /// - Parameter projection: ``projectionHSU(cosTilt:)`` of each.
    @inline(__always)
    func passing(_ hour: Int, projection: Lanes) -> Lanes {
        switch self {
        case .everywhere(let passing): Lanes(repeating: passing[hour])
        case .byTilt(let dust): 1 - 0.3437 * erf(dust[hour] * projection)
        }
    }
}

/// The error function of numbers from 0 on, to 3·10⁻⁷: equation 7.1.28 of Abramowitz and Stegun, "Handbook of
/// Mathematical Functions" (1964).
@inline(__always)
func erf(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let high = x * (0.0001520143 + x * (0.0002765672 + x * 0.0000430638))
    let sum = 1 + x * (0.0705230784 + x * (0.0422820123 + x * (0.0092705272 + high)))
    let second = sum * sum
    let fourth = second * second
    let eighth = fourth * fourth
    // Where the sixteenth power is beyond all numbers, its inverse is 0, as it should be.
    return 1 - 1 / (eighth * eighth)
}

/// Snow on modules after Marion (see ``snowCoverage(snowfall:poaGlobal:tempAir:surfaceTilt:snowDepth:hours:initialCoverage:snowfallThreshold:depthThreshold:slideLimit:slideRate:)``),
/// lit hour by lit hour, with what happens in the dark between them: in the dark no light falls on any module, so that
/// it is the same for all but for the tilt.
struct SnowYear: Sendable {
    typealias Lanes = SIMD8<Float>

    /// What happens in a lit hour and in the dark before it.
    private struct Hour {
        /// Coverage that snowfall (1) or bare ground (0) set last in the dark; below 0: none did.
        var setBefore: Float = -1
        /// Dark hours since in which snow slid.
        var slidesBefore: Float = 0
        /// The same for the hour itself.
        var setNow: Float = -1
        /// Snow slides above this light on the module, W/m².
        var slidesAbove: Float = .infinity
    }

    private let hours: [Hour]
    private let initialCoverage: Float
    private let slideRate: Double

    /// - Parameters:
    ///   - snowfall: cm in every hour of the year.
    ///   - snowDepth: on the ground, cm; nil where unknown.
    ///   - hours: those that have light, in order.
    init(
        snowfall: [Double], snowDepth: [Double]?, tempAir: [Double], hours lit: [Int], initialCoverage: Double = 0,
        snowfallThreshold: Double = 1, depthThreshold: Double = 1, slideLimit: Double = -80, slideRate: Double = 0.197
    ) {
        var hours: [Hour] = []
        hours.reserveCapacity(lit.count)
        var hour = Hour()
        var next = 0
        for i in snowfall.indices where next < lit.count {
            let isBare = snowDepth.map { $0[i] < depthThreshold } ?? false
            let set: Float = isBare ? 0 : snowfall[i] > snowfallThreshold ? 1 : -1
            // Snow slides where air is warmer than light over the (negative) limit; never in the first hour.
            let limit = i > 0 ? tempAir[i] * slideLimit : .infinity
            if lit[next] == i {
                hour.setNow = set
                hour.slidesAbove = Float(limit)
                hours.append(hour)
                hour = Hour()
                next += 1
            } else if set >= 0 {
                hour.setBefore = set
                hour.slidesBefore = 0
            } else if limit < 0 {
                hour.slidesBefore += 1
            }
        }
        self.hours = hours
        self.initialCoverage = Float(initialCoverage)
        self.slideRate = slideRate
    }

    /// Eight arrays' snow at the year's beginning.
    var start: Lanes { Lanes(repeating: initialCoverage) }

    /// Share of the slant height that slides off in an hour.
    func slide(tilt: Angle) -> Float { Float(slideRate * tilt.sine) }

    /// Carries the coverage of eight arrays from the lit hour before through the dark and this hour.
    /// - Parameters:
    ///   - light: on the modules in this hour, W/m².
    ///   - slide: ``slide(tilt:)`` of each.
    @inline(__always)
    func advance(_ coverage: inout Lanes, _ number: Int, light: Lanes, slide: Lanes) {
        let hour = hours[number]
        if hour.setBefore >= 0 { coverage = Lanes(repeating: hour.setBefore) }
        coverage = greatest(coverage - hour.slidesBefore * slide, .zero)
        if hour.setNow >= 0 {
            coverage = Lanes(repeating: hour.setNow)
        } else {
            let left = greatest(coverage - slide, .zero)
            coverage.replace(with: left, where: light .> hour.slidesAbove)
        }
    }

    /// Share of DC power lost: a string gives nothing with its first covered cell (``snowLoss(coverage:strings:)``).
    @inline(__always)
    static func loss(coverage: Lanes, strings: Lanes) -> Lanes {
        // What slides in steps of single precision ends a hair beside whole strings.
        let covered = (coverage * strings - 1e-4).rounded(.up)
        return least(greatest(covered, .zero) / strings, Lanes(repeating: 1))
    }
}

/// How dirt and snow meet eight arrays, and the snow that lies on them as the year goes on.
struct WeatheredLanes {
    typealias Lanes = SIMD8<Float>

    private(set) var projection = Lanes.zero
    private(set) var slide = Lanes.zero
    private(set) var strings = Lanes(repeating: 1)
    var coverage: Lanes

    init(_ weathering: Weathering, _ arrays: ArraySlice<PVArray>) {
        coverage = weathering.snow?.start ?? .zero
        for (lane, array) in arrays.enumerated() {
            let tilt = tilt(of: array.normal)
            projection[lane] = Float(projectionHSU(cosTilt: array.normal.z))
            slide[lane] = weathering.snow?.slide(tilt: tilt) ?? 0
            strings[lane] = Float(array.strings)
        }
    }
}
