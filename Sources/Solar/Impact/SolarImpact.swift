public import City
import Geometry
import Sky

/// What changes of the city (a new tower, a house pulled down) do to everyone's light, sun hours and yield.
///
/// Planes that stand before and after are compared. What a sensor sees of sky and sun is traced once; after the change
/// only the sensors are traced again for which something that was added or removed lies in one of the directions that
/// light comes from (``ChangedShape``), and the others keep what they saw: the result is that of tracing all of them.
/// What is reflected is computed anew.
public struct SolarImpact: ChangeSimulation {
    public static let name = "solar.impact"
    public static let summary = "What changes of the city do to everyone's sunlight, sun hours and PV yield"

    let inputs: SolarYieldInputs
    let threshold: Double

    public init(_ inputs: inout Inputs) throws {
        threshold = try inputs.number(
            "threshold", unit: "%", default: 0.1, in: 0...100,
            "Planes whose light changes by less are not listed")
        self.inputs = try SolarYieldInputs(&inputs)
    }

    public func run(from before: City, to after: City) throws -> Outcome {
        var diagnostics = Diagnostics()
        let weather = try inputs.weather.weather(for: before, &diagnostics)
        let place = inputs.weather.place(of: before, weather)
        inputs.layout.note(latitude: place.latitude, &diagnostics)
        var old = try inputs.scene.scene(of: before)
        var new = try inputs.scene.scene(of: after)
        diagnostics.merge(new.diagnostics)
        let change = ChangedShape(old.massing, new.massing)
        if change.mesh.indices.isEmpty {
            diagnostics.caution("nothing-changed", "the changes leave the shape of the city as it was")
        }
        SceneInputs.Scene.keepCommonPlanes(&old, &new)
        if old.receivers.isEmpty {
            diagnostics.caution(
                "no-common-plane", "no chosen plane stands before and after: there is nothing to compare")
        }
        var tiles = Tiles(
            old.receivers, in: old.massing, isTerrain: old.isTerrain, place: place, options: inputs.scene.options,
            sensors: .infinity)
        let base = try tiles.exposure(of: 0..<old.receivers.count).exposure
        let touched = try change.touches(base)
        let variant = try Exposure(
            new.receivers, in: new.massing, isTerrain: new.isTerrain, copying: base, where: touched)
        let ground = try YieldGround(inputs, weather, place, new, diagnostics)
        let tiled = (
            old: try YieldTile(ground, 0..<old.receivers.count, base),
            new: try YieldTile(ground, 0..<new.receivers.count, variant)
        )
        let plants = (
            old: try tiled.old.harvest(inputs.layout).map(\.plant),
            new: try tiled.new.harvest(inputs.layout).map(\.plant)
        )
        let traced = zip(touched, base.sensors.groupSizes).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
        return outcome(
            old, tiled.old.lit, tiled.new.lit, plants.old, plants.new,
            sensors: (traced: traced, all: base.sensors.count), diagnostics)
    }
}

extension SceneInputs.Scene {
    /// Leaves in two scenes the planes that both have, in the same order.
    static func keepCommonPlanes(_ a: inout SceneInputs.Scene, _ b: inout SceneInputs.Scene) {
        struct Key: Hashable {
            var layer: String
            var id: String
            var kind: Receiver.Kind
            var number: Int
        }
        func key(_ receiver: Receiver, _ massing: Massing) -> Key {
            let owner = massing.buildings[receiver.building]
            let first = (receiver.kind == .roof ? owner.roofs : owner.facades).lowerBound
            return Key(layer: owner.layer, id: owner.id, kind: receiver.kind, number: receiver.plane - first)
        }
        var after: [Key: Receiver] = [:]
        for receiver in b.receivers { after[key(receiver, b.massing)] = receiver }
        var kept: ([Receiver], [Receiver]) = ([], [])
        for receiver in a.receivers {
            guard let same = after[key(receiver, a.massing)], same.face == receiver.face else { continue }
            kept.0.append(receiver)
            kept.1.append(same)
        }
        (a.receivers, b.receivers) = kept
    }
}
