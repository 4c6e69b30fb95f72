import City
import Geometry
import Sky

/// Traces a city's receivers a tile at a time, or takes what was traced before.
///
/// A tile is a run of buildings with some million sensors; rays always meet the whole city, so that a tile's answer is
/// the same whatever other tiles there are, and memory is that of one tile.
struct Tiles {
    private let massing: Massing
    private let isTerrain: Bool
    private let options: Exposure.Options
    let directions: LightDirections
    let receivers: [Receiver]
    /// Receivers tile by tile.
    let ranges: [Range<Int>]
    /// Stands for all that exposures depend on but the receivers.
    private let print: Fingerprint
    /// Made when the first tile is traced.
    private var traced: (rays: RayScene, ground: Ground)?

    /// 200 MB of bits and reflections.
    static let usualSensors = 2_000_000.0

    /// - Parameter sensors: how many a tile holds at most, more where one building alone has more.
    init(
        _ receivers: [Receiver], in massing: Massing, isTerrain: Bool, place: City.Place, options: Exposure.Options,
        sensors: Double = usualSensors
    ) {
        (self.receivers, self.massing, self.isTerrain, self.options) = (receivers, massing, isTerrain, options)
        directions = LightDirections(place, options)
        var ranges: [Range<Int>] = []
        var (first, building, count) = (0, 0, 0.0)
        for (i, receiver) in receivers.enumerated() {
            if i > 0, receiver.building != receivers[i - 1].building { building = i }
            let spacing = receiver.kind == .roof ? options.roofSpacing : options.facadeSpacing
            count += receiver.area / (spacing * spacing)
            if count > sensors, building > first {
                ranges.append(first..<building)
                first = building
                count = receivers[building...i].reduce(0) {
                    let spacing = $1.kind == .roof ? options.roofSpacing : options.facadeSpacing
                    return $0 + $1.area / (spacing * spacing)
                }
            }
        }
        if first < receivers.count { ranges.append(first..<receivers.count) }
        self.ranges = ranges
        var print = Fingerprint()
        print.add(massing.mesh)
        for building in massing.buildings { print.add(building.ground) }
        for number in [
            place.latitude.radians, place.convergence.radians, options.roofSpacing, options.facadeSpacing,
            options.sunStep.radians, options.bounceCell,
        ] { print.add(number) }
        for number in [options.patches.count, options.bounceRays, isTerrain ? 1 : 0] { print.add(number) }
        self.print = print
    }

    /// What the receivers of a tile see, and a text that stands for all it depends on.
    mutating func exposure(of range: Range<Int>) throws -> (exposure: Exposure, key: String) {
        var print = print
        for receiver in receivers[range] {
            print.add(receiver.face.vertices.count)
            for v in receiver.face.vertices { print.add(v) }
            for end in receiver.face.ringEnds { print.add(Int(end)) }
        }
        let exposure = try Kept.value(for: "solar.exposure " + print.text, bytes: \.byteCount) {
            let (rays, ground) =
                traced ?? (RayScene(massing.mesh), Ground(massing, isTerrain: isTerrain))
            traced = (rays, ground)
            return try Exposure(Array(receivers[range]), in: massing, rays, ground, directions, options)
        }
        return (exposure, print.text)
    }
}
