import City
import Geometry

/// Where the light of a floodlight goes, lm.
struct SpreadFlux: Sendable, Hashable {
    var all = 0.0
    /// On the target.
    var target = 0.0
    /// On other buildings.
    var buildings = 0.0
    var ground = 0.0
    /// Past everything, above the horizontal.
    var sky = 0.0

    static func + (a: SpreadFlux, b: SpreadFlux) -> SpreadFlux {
        SpreadFlux(
            all: a.all + b.all, target: a.target + b.target, buildings: a.buildings + b.buildings,
            ground: a.ground + b.ground, sky: a.sky + b.sky)
    }
}

/// Follows a luminaire's light by rays into directions that stand evenly over the sphere.
struct Floodlighting: Sendable {
    let rays: RayScene
    /// Numbers of the target's buildings in the massing.
    let target: Set<Int32>
    /// Directions of length 1, a spiral of equal solid angles (Fibonacci lattice; Swinbank and Purser 2006).
    private let directions: [Point3]

    init(_ rays: RayScene, target: Set<Int32>, directions count: Int = 20_000) {
        self.rays = rays
        self.target = target
        let golden = Double.pi * (3 - 5.0.squareRoot())
        directions = (0..<count).map { i in
            let z = 1 - (2 * Double(i) + 1) / Double(count)
            let r = (1 - z * z).squareRoot()
            return Point3(r * cos(golden * Double(i)), r * sin(golden * Double(i)), z)
        }
    }

    /// Where a luminaire's flux goes: each direction carries its intensity's share of the flux.
    /// - Parameters:
    ///   - position: of the light centre.
    ///   - ground: height of the ground below it, taken for level.
    ///   - flux: of the luminaire, lm.
    func spread(
        _ photometry: Photometry, _ frame: LuminaireFrame, position: Point3, ground: Double, flux: Double
    ) -> SpreadFlux {
        var sums = SpreadFlux()
        for direction in directions {
            let (c, gamma) = frame.angles(of: direction)
            let light = photometry.intensity(c: c, gamma: gamma)
            guard light > 0 else { continue }
            sums.all += light
            let down = direction.z < 0 ? max(0, position.z - ground) / -direction.z : .infinity
            if let hit = rays.firstHit(origin: position, direction: direction, maxDistance: min(down, 10_000)) {
                if target.contains(hit.owner) { sums.target += light } else { sums.buildings += light }
            } else if direction.z < 0 {
                sums.ground += light
            } else {
                sums.sky += light
            }
        }
        guard sums.all > 0 else { return SpreadFlux() }
        // The lattice's own sum stands for the whole flux.
        let scale = flux / sums.all
        return SpreadFlux(
            all: flux, target: sums.target * scale, buildings: sums.buildings * scale, ground: sums.ground * scale,
            sky: sums.sky * scale)
    }
}
