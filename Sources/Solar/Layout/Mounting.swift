public import Geometry

/// How far apart the rows of racked modules stand.
public enum RowSpacing: Sendable, Hashable {
    /// Horizontal distance from row to row, m.
    case pitch(Double)
    /// Ground coverage ratio: collector length over row pitch, 0…1 (for east–west racks both modules over the pair's
    /// pitch).
    case groundCoverage(Double)
    /// No row shades the next while the sun's profile angle (its height projected onto the rows' cross-section) is at
    /// least this.
    case profileAngle(Angle)

    /// The spacing at which no row shades the next on the winter solstice within some hours of solar noon.
    ///
    /// The declination is the obliquity of the ecliptic, 23.44° (J2000); refraction is left out. Of the moments in that
    /// time, minute by minute, the one with the lowest profile angle in front of the rows decides.
    /// - Parameters:
    ///   - latitude: Positive north; the winter solstice is the December one there, the June one in the south.
    ///   - hoursFromNoon: 0…12.
    ///   - azimuth: Where the rows look, clockwise from true north.
    ///   - bothSides: Whether modules look both ways (east–west racks).
    /// - Throws: `InputError` if the sun is down at some of these hours, so that no spacing is enough.
    public static func winterSolstice(
        latitude: Angle, hoursFromNoon: Double, azimuth: Angle, bothSides: Bool = false
    ) throws -> RowSpacing {
        let latitude = Angle(radians: try latitude.radians.checked("latitude", in: -.pi / 2 ... .pi / 2))
        let hours = try hoursFromNoon.checked("row_spacing.hours_from_noon", in: 0...12)
        let declination = Angle(degrees: latitude.radians >= 0 ? -23.4393 : 23.4393)
        var lowest = Double.infinity
        for minute in 0...Int((hours * 60).rounded(.up)) {
            let turn = Angle(degrees: min(Double(minute) / 60, hours) * 15)
            let up =
                declination.sine * latitude.sine + declination.cosine * latitude.cosine * turn.cosine
            let north =
                declination.sine * latitude.cosine - declination.cosine * latitude.sine * turn.cosine
            let east = declination.cosine * turn.sine
            guard up > 0 else {
                throw InputError(
                    path: "row_spacing.hours_from_noon",
                    problem: "the sun is down \(hours) h from solar noon on the winter solstice at this latitude",
                    suggestion: "ask for fewer hours, or give the ground coverage ratio")
            }
            // Morning and afternoon mirror each other.
            for side in [-1.0, 1] {
                let ahead = north * azimuth.cosine + side * east * azimuth.sine
                for front in bothSides ? [ahead, -ahead] : [ahead] where front > 0 { lowest = min(lowest, up / front) }
            }
        }
        // The sun is never in front of the rows: they may stand edge to edge.
        guard lowest.isFinite else { return .profileAngle(.degrees(90)) }
        return .profileAngle(Angle(tangent: lowest))
    }
}

/// How modules are mounted.
public enum Mounting: Sendable, Hashable {
    /// In the plane of the roof or wall.
    case flush
    /// On racks in rows, on level and nearly level roofs. Azimuth clockwise from grid north.
    case racks(tilt: Angle, azimuth: Angle, spacing: RowSpacing)
    /// Pairs of modules back to back, one looking to `azimuth` and one the other way, their upper edges `ridgeGap` metres
    /// apart: domes, mostly east–west.
    case domes(tilt: Angle, azimuth: Angle, ridgeGap: Double, spacing: RowSpacing)
}

/// The horizontal distance at which a row of racks just does not shade the next, m.
///
/// p (1 + tan σ / tan α) = L (cos β + sin β / tan α): the line at profile angle α over the upper edge of the row in front
/// meets the lower edge of the row behind (Goswami, Principles of Solar Engineering, 2015, §3.4, with a sloping roof).
/// - Parameters:
///   - length: The collector's length up its slope, m.
///   - slope: The roof's rise from front to back; positive if rows stand higher the further back.
/// - Returns: nil if no distance is enough: the roof falls away from the sun at least as steeply as the sun stands.
public func rowPitch(length: Double, tilt: Angle, profileAngle: Angle, slope: Angle = .degrees(0)) -> Double? {
    let sine = profileAngle.sine
    let clearance = sine * slope.cosine + profileAngle.cosine * slope.sine
    guard clearance > 1e-9, length >= 0 else { return nil }
    let pitch = length * slope.cosine * (tilt.cosine * sine + tilt.sine * profileAngle.cosine) / clearance
    return pitch.isFinite ? pitch : nil
}

/// What rows look like from the side: how much roof one takes and how far the next begins.
struct RowSection {
    /// Horizontal extent of a row (for domes of a pair), or its extent up the slope when flush, m.
    let depth: Double
    /// Distance from row to row, m; at least `depth`.
    let pitch: Double

    /// - Parameters:
    ///   - height: The module's extent up its own slope, m.
    ///   - tangent: Rise of the roof from front to back.
    /// - Returns: nil if no pitch keeps the shade limit on this roof.
    ///   - rowGap: Least free roof between racks, m.
    init?(_ mounting: Mounting, height: Double, gap: Double, rowGap: Double = 0, tangent: Double) {
        switch mounting {
        case .flush:
            depth = height
            pitch = height + gap
        case .racks(let tilt, _, let spacing):
            depth = height * tilt.cosine
            let wanted: Double?
            switch spacing {
            case .pitch(let pitch): wanted = pitch
            case .groundCoverage(let ratio): wanted = height / ratio
            case .profileAngle(let angle):
                wanted = rowPitch(length: height, tilt: tilt, profileAngle: angle, slope: Angle(tangent: tangent))
            }
            guard let wanted else { return nil }
            pitch = max(wanted, depth + max(gap, rowGap))
        case .domes(let tilt, _, let ridgeGap, let spacing):
            depth = 2 * height * tilt.cosine + ridgeGap
            let wanted: Double
            switch spacing {
            case .pitch(let pitch): wanted = pitch
            case .groundCoverage(let ratio): wanted = 2 * height / ratio
            case .profileAngle(let angle):
                // The opposite ridge stands a valley and one module away: tan α = L sin β / (valley + L cos β).
                guard angle.sine > 1e-9 else { return nil }
                wanted =
                    depth + max(0, height * (tilt.sine * angle.cosine / angle.sine - tilt.cosine))
            }
            pitch = max(wanted, depth + gap)
        }
    }
}
