import Geometry
import Sky

/// Where light comes from at a place: the patches of the sky, then the nodes of the sun's paths, in the city's grid.
///
/// They depend on the place alone. What hides them is therefore traced once and kept whatever the weather, the panels
/// or the prices.
struct LightDirections: Sendable {
    let patches: SkyPatches
    let suns: SunGrid
    /// Unit vectors in the city's grid: x along the grid's east, y along its north.
    let vectors: [Point3]
    /// The same, ready for rays.
    let set: DirectionSet
    /// The 145 patches by which reflected light is summed, sky and sun together: what comes by way of everything around
    /// needs no finer ones.
    let coarse: SkyPatches
    let coarseVectors: [Point3]
    let coarseSet: DirectionSet
    /// The coarse patch that each patch lies in.
    let coarsePatches: [Int]
    /// What light from each patch counts there, so that a horizontal plane gets what the patch gives it.
    let coarseShares: [Float]
    /// The grid's y axis, clockwise from true north.
    let convergence: Angle

    var count: Int { vectors.count }
    var sunRange: Range<Int> { patches.count..<vectors.count }

    init(latitude: Angle, convergence: Angle, patches: SkyPatches = .tregenza, sunStep: Angle = .degrees(5)) {
        self.patches = patches
        self.convergence = convergence
        suns = SunGrid(latitude: latitude, step: sunStep)
        let convergence = convergence
        vectors = (patches.directions + suns.directions).map { $0.turned(by: convergence) }
        set = DirectionSet(vectors)
        let coarse = SkyPatches.tregenza
        self.coarse = coarse
        let around = patches.directions.map { coarse.patch(containing: $0) ?? 0 }
        coarsePatches = around
        coarseShares = zip(patches.directions, around).map { Float($0.z / coarse.directions[$1].z) }
        coarseVectors = coarse.directions.map { $0.turned(by: convergence) }
        coarseSet = DirectionSet(coarseVectors)
    }

    /// A direction given with y to true north, in the city's grid.
    func inGrid(_ direction: Point3) -> Point3 { direction.turned(by: convergence) }

    /// The normal of a plane given by true azimuth, in the grid.
    func normal(of plane: PlaneOrientation) -> Point3 { inGrid(plane.normal) }

    /// Azimuth clockwise from true north of a direction in the grid, 0 ..< 360°; nil for a vertical one.
    func trueAzimuth(of direction: Point3) -> Angle? {
        azimuth(ofNormal: direction).map {
            let degrees = ($0 + convergence).degrees
            return .degrees(degrees < 0 ? degrees + 360 : degrees >= 360 ? degrees - 360 : degrees)
        }
    }
}

extension Point3 {
    /// From a frame whose y axis is true north into one whose y axis is turned clockwise from it by `convergence`: an
    /// azimuth becomes less by that much.
    fileprivate func turned(by convergence: Angle) -> Point3 {
        let (c, s) = (convergence.cosine, convergence.sine)
        return Point3(x * c - y * s, x * s + y * c, z)
    }
}
