import Geometry

/// How bright the sky is from place to place: the all-weather model.
///
/// R. Perez, R. Seals and J. Michalsky, "All-weather model for sky luminance distribution - preliminary configuration
/// and validation", Solar Energy 50, 235-245 (1993), equation 1, table 1 and the erratum 51, 423 (1993). Luminance and
/// radiance are taken as proportional, as is customary.
struct AllWeatherSky {
    private let a: Double
    private let b: Double
    private let c: Double
    private let d: Double
    private let e: Double

    /// - Parameters:
    ///   - sky: clearness interval and brightness.
    ///   - zenith: of the sun, 0...pi/2 radians.
    init(_ sky: PerezSky, zenith: Double) {
        // Limits of the data behind the fit, as Radiance's gendaylit sets them: without them the gradation parameter
        // b turns positive in dim, partly clear skies and the horizon glows.
        var delta = min(max(sky.brightness, 0.01), 0.6)
        if (1...4).contains(sky.bin) { delta = max(delta, 0.2) }
        let row = perez1993[sky.bin]
        func linear(_ k: Int) -> Double {
            row[k] + row[k + 1] * zenith + delta * (row[k + 2] + row[k + 3] * zenith)
        }
        a = linear(0)
        b = linear(4)
        if sky.bin == 0 {
            // Equations 7 and 8: the overcast sky has its own forms of c and d.
            c = exp(pow(max(0, delta * (row[8] + row[9] * zenith)), row[10])) - row[11]
            d = -exp(delta * (row[12] + row[13] * zenith)) + row[14] + delta * row[15]
        } else {
            c = linear(8)
            d = linear(12)
        }
        e = linear(16)
    }

    /// Gradation from horizon to zenith, the first factor of equation 1, at a sine of elevation; not negative.
    func gradation(_ sine: Double) -> Double { max(0, 1 + a * exp(b / max(sine, 0.01))) }

    /// Brightening towards the sun, the second factor of equation 1, of eight directions; not negative.
    /// - Parameter halfChord: sin² of half the angle to the sun, 0...1, which unlike its cosine is exact near the sun.
    @inline(__always)
    func indicatrix(halfChord: SIMD8<Float>) -> SIMD8<Float> {
        let cosine = 1 - 2 * halfChord
        let brightening =
            1 + Float(c) * exponential(Float(d) * arcCosine(cosine, halfChord)) + Float(e) * cosine * cosine
        return brightening.replacing(with: 0, where: brightening .< 0)
    }
}

/// The angle of a cosine in radians, to 2e-8 before rounding: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical
/// Functions" (1964), 4.4.46.
/// - Parameter halfChord: (1 - cosine) / 2.
@inline(__always)
private func arcCosine(_ cosine: SIMD8<Float>, _ halfChord: SIMD8<Float>) -> SIMD8<Float> {
    let behind = cosine .< 0
    let x = cosine.replacing(with: 0 - cosine, where: behind)
    let rest = (2 * halfChord).replacing(with: 2 - 2 * halfChord, where: behind)
    var sum = SIMD8<Float>(repeating: -0.0012624911)
    for coefficient: Float in [
        0.0066700901, -0.0170881256, 0.0308918810, -0.0501743046, 0.0889789874, -0.2145988016, 1.5707963050,
    ] { sum = sum * x + coefficient }
    let angle = rest.replacing(with: 0, where: rest .< 0).squareRoot() * sum
    return angle.replacing(with: Float.pi - angle, where: behind)
}

/// e to the power of x to 2e-7, x brought into -80...80: S. L. Moshier's polynomial (Cephes, expf).
@inline(__always)
private func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let low = x.replacing(with: -80, where: x .< -80)
    let y = low.replacing(with: 80, where: low .> 80)
    // Adding 1.5 × 2^23 rounds to a whole number and leaves it in the lowest bits.
    let shifted = y * 1.44269504 + 12_582_912
    let power = shifted - 12_582_912
    let r = (y - power * 0.693359375) + power * 2.12194440e-4
    var sum = SIMD8<Float>(repeating: 1.9875691500e-4)
    for coefficient: Float in [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1] {
        sum = sum * r + coefficient
    }
    let mantissa = sum * r * r + r + 1
    let bits = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23 &+ SIMD8<UInt32>(repeating: 127 << 23)
    return mantissa * unsafeBitCast(bits, to: SIMD8<Float>.self)
}

/// Table 1 with the erratum: a1...a4, b1...b4, c1...c4, d1...d4, e1...e4 for the eight intervals of clearness.
private let perez1993: [[Double]] = [
    [
        1.3525, -0.2576, -0.2690, -1.4366, -0.7670, 0.0007, 1.2734, -0.1233, 2.8000, 0.6004, 1.2375, 1.0000,
        1.8734, 0.6297, 0.9738, 0.2809, 0.0356, -0.1246, -0.5718, 0.9938,
    ],
    [
        -1.2219, -0.7730, 1.4148, 1.1016, -0.2054, 0.0367, -3.9128, 0.9156, 6.9750, 0.1774, 6.4477, -0.1239,
        -1.5798, -0.5081, -1.7812, 0.1080, 0.2624, 0.0672, -0.2190, -0.4285,
    ],
    [
        -1.1000, -0.2515, 0.8952, 0.0156, 0.2782, -0.1812, -4.5000, 1.1766, 24.7219, -13.0812, -37.7000, 34.8438,
        -5.0000, 1.5218, 3.9229, -2.6204, -0.0156, 0.1597, 0.4199, -0.5562,
    ],
    [
        -0.5484, -0.6654, -0.2672, 0.7117, 0.7234, -0.6219, -5.6812, 2.6297, 33.3389, -18.3000, -62.2500, 52.0781,
        -3.5000, 0.0016, 1.1477, 0.1062, 0.4659, -0.3296, -0.0876, -0.0329,
    ],
    [
        -0.6000, -0.3566, -2.5000, 2.3250, 0.2937, 0.0496, -5.6812, 1.8415, 21.0000, -4.7656, -21.5906, 7.2492,
        -3.5000, -0.1554, 1.4062, 0.3988, 0.0032, 0.0766, -0.0656, -0.1294,
    ],
    [
        -1.0156, -0.3670, 1.0078, 1.4051, 0.2875, -0.5328, -3.8500, 3.3750, 14.0000, -0.9999, -7.1406, 7.5469,
        -3.4000, -0.1078, -1.0750, 1.5702, -0.0672, 0.4016, 0.3017, -0.4844,
    ],
    [
        -1.0000, 0.0211, 0.5025, -0.5119, -0.3000, 0.1922, 0.7023, -1.6317, 19.0000, -5.0000, 1.2438, -1.9094,
        -4.0000, 0.0250, 0.3844, 0.2656, 1.0468, -0.3788, -2.4517, 1.4656,
    ],
    [
        -1.0500, 0.0289, 0.4260, 0.3590, -0.3250, 0.1156, 0.7781, 0.0025, 31.0625, -14.5000, -46.1148, 55.3750,
        -7.2312, 0.4050, 13.3500, 0.6234, 1.5000, -0.6426, 1.8564, 0.5636,
    ],
]
