import City
import Dispatch
import Foundation
import Geometry

/// A city seen from the air, parallel projection: every pixel is a ray, so shadows and heights are true.
struct View {
    /// Where the eye looks from: azimuth clockwise from north, elevation above the horizon.
    var azimuth = Angle.degrees(200)
    var elevation = Angle.degrees(38)
    /// The lamp of the picture, not the sun of a simulation: afternoon, from the left.
    var sun = Angle.degrees(255)
    var sunElevation = Angle.degrees(42)

    private var eye: Point3 { View.direction(azimuth, elevation) }
    private var right: Point3 { Point3(-eye.y, eye.x, 0).normalised }
    private var up: Point3 { eye.cross(right) }

    private static func direction(_ azimuth: Angle, _ elevation: Angle) -> Point3 {
        let (a, e) = (azimuth.radians, elevation.radians)
        return Point3(sin(a) * cos(e), cos(a) * cos(e), sin(e))
    }

    /// Renders onto a canvas.
    /// - Parameters:
    ///   - scene: triangles; `colours[triangle]` is what each is painted with.
    ///   - ground: the map lying at height `floor`.
    ///   - beyond: what lies beyond the map.
    func render(
        _ scene: RayScene, normals: [Point3], colours: [Colour], ground: Ground, floor: Double, top: Double,
        paper beyond: Colour, on canvas: Canvas
    ) {
        let paper = View.pack(beyond)
        let (eye, right, up) = (self.eye, self.right, self.up)
        // Frame: the ground's corners at the floor, and at the top of the highest building.
        let corners = [
            Point3(ground.box.minX, ground.box.minY, floor), Point3(ground.box.maxX, ground.box.minY, floor),
            Point3(ground.box.maxX, ground.box.maxY, floor), Point3(ground.box.minX, ground.box.maxY, floor),
        ]
        let across = corners.map { $0.dot(right) }
        let along = corners.map { $0.dot(up) }
        guard let x0 = across.min(), let x1 = across.max(), let y0 = along.min(), let y1 = along.max() else { return }
        let rise = (top - floor) * up.z
        let metres = max((x1 - x0) / Double(canvas.width), (y1 + rise - y0) / Double(canvas.height))
        let centre = right * ((x0 + x1) / 2) + up * ((y0 + y1 + rise) / 2)
        let distance = (top - floor) + (ground.box.width + ground.box.height)
        let light = View.direction(sun, sunElevation)
        let sky = View.skyDirections
        let directions = DirectionSet([light] + sky)
        let (width, height) = (canvas.width, canvas.height)

        canvas.withPixels { pixels, stride in
            nonisolated(unsafe) let pixels = pixels
            ground.canvas.withPixels { map, mapStride in
                nonisolated(unsafe) let map = map
                // The ground is only read here.
                nonisolated(unsafe) let place = ground
                let (mapWidth, mapHeight) = (ground.canvas.width, ground.canvas.height)
                let blocks = (columns: (width + 7) / 8, rows: (height + 7) / 8)
                DispatchQueue.concurrentPerform(iterations: blocks.rows) { blockRow in
                    // Eight by eight pixels at a time: what each sees, then light and sky for all of them together.
                    var points: [Point3] = []
                    var shades: [Shade] = []
                    for blockColumn in 0..<blocks.columns {
                        points.removeAll(keepingCapacity: true)
                        shades.removeAll(keepingCapacity: true)
                        for row in blockRow * 8..<min(height, blockRow * 8 + 8) {
                            for column in blockColumn * 8..<min(width, blockColumn * 8 + 8) {
                                let a = (Double(column) + 0.5 - Double(width) / 2) * metres
                                let b = (Double(height) / 2 - Double(row) - 0.5) * metres
                                let start = centre + right * a + up * b
                                // From high above towards the ground, along the line of sight.
                                let origin = start + eye * ((floor - start.z) / eye.z + distance)
                                var shade = Shade(pixel: row * stride + column)
                                var point = origin + eye * -distance
                                if let hit = scene.firstHit(
                                    origin: origin, direction: eye * -1, maxDistance: distance)
                                {
                                    shade.colour = colours[Int(hit.triangle)]
                                    shade.normal = normals[Int(hit.triangle)]
                                    if shade.normal.dot(eye) < 0 { shade.normal = shade.normal * -1 }
                                    point = origin + eye * -hit.distance
                                } else {
                                    let (x, y) = place.place(point)
                                    guard x >= 0, y >= 0, x < Double(mapWidth), y < Double(mapHeight) else {
                                        pixels[shade.pixel] = paper
                                        continue
                                    }
                                    shade.colour = Colour(map[Int(y) * mapStride + Int(x)] & 0xFF_FFFF)
                                }
                                points.append(point + shade.normal * 0.05)
                                shades.append(shade)
                            }
                        }
                        guard !points.isEmpty else { continue }
                        var dark: UInt64 = 0
                        scene.occlusion(of: PointGroup(points), directions: directions) { place, hidden in
                            guard place > 0 else {
                                dark = hidden
                                return
                            }
                            for i in shades.indices {
                                let weight = shades[i].normal.dot(sky[place - 1])
                                guard weight > 0 else { continue }
                                shades[i].total += weight
                                if hidden >> UInt64(i) & 1 == 0 { shades[i].open += weight }
                            }
                        }
                        for (i, shade) in shades.enumerated() {
                            let cosine = dark >> UInt64(i) & 1 == 1 ? 0 : max(0, shade.normal.dot(light))
                            let ambient = shade.total > 0 ? shade.open / shade.total : 1
                            pixels[shade.pixel] = View.pack(
                                shade.colour.scaled(0.28 + 0.34 * ambient + 0.46 * cosine.squareRoot()))
                        }
                    }
                }
            }
        }
    }

    /// What one pixel sees, and how much of the sky that sees.
    private struct Shade {
        let pixel: Int
        var colour = Colour(0)
        var normal = Point3(0, 0, 1)
        var open = 0.0
        var total = 0.0
    }

    /// Twelve directions over the sky for soft shade.
    private static let skyDirections: [Point3] = (0..<12).map { i in
        direction(.degrees(Double(i) * 30), .degrees([25, 50, 75][i % 3]))
    }

    private static func pack(_ c: Colour) -> UInt32 {
        UInt32(c.red * 255 + 0.5) << 16 | UInt32(c.green * 255 + 0.5) << 8 | UInt32(c.blue * 255 + 0.5)
    }
}
