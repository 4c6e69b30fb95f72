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
    func render(
        _ scene: RayScene, normals: [Point3], colours: [Colour], ground: Ground, floor: Double, top: Double,
        on canvas: Canvas
    ) {
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
        let (width, height) = (canvas.width, canvas.height)

        canvas.withPixels { pixels, stride in
            nonisolated(unsafe) let pixels = pixels
            ground.canvas.withPixels { map, mapStride in
                nonisolated(unsafe) let map = map
                // The ground is only read here.
                nonisolated(unsafe) let place = ground
                let (mapWidth, mapHeight) = (ground.canvas.width, ground.canvas.height)
                DispatchQueue.concurrentPerform(iterations: height) { row in
                    for column in 0..<width {
                        let a = (Double(column) + 0.5 - Double(width) / 2) * metres
                        let b = (Double(height) / 2 - Double(row) - 0.5) * metres
                        let start = centre + right * a + up * b
                        // From the far side of the scene towards it, along the line of sight.
                        let origin = start + eye * ((floor - start.z) / eye.z + distance)
                        let hit = scene.firstHit(origin: origin, direction: eye * -1, maxDistance: distance)
                        var colour = MapStyle.paper
                        var normal = Point3(0, 0, 1)
                        var point = origin + eye * -distance
                        if let hit {
                            colour = colours[Int(hit.triangle)]
                            normal = normals[Int(hit.triangle)]
                            if normal.dot(eye) < 0 { normal = normal * -1 }
                            point = origin + eye * -hit.distance
                        } else {
                            let (x, y) = place.place(point)
                            guard x >= 0, y >= 0, x < Double(mapWidth), y < Double(mapHeight) else {
                                pixels[row * stride + column] = View.pack(MapStyle.paper)
                                continue
                            }
                            let pixel = map[Int(y) * mapStride + Int(x)]
                            colour = Colour(pixel & 0xFF_FFFF)
                        }
                        let lifted = point + normal * 0.05
                        let cosine = normal.dot(light)
                        let isLit =
                            cosine > 0 && !scene.occluded(origin: lifted, direction: light, maxDistance: distance)
                        var open = 0.0
                        var total = 0.0
                        for d in sky {
                            let weight = normal.dot(d)
                            guard weight > 0 else { continue }
                            total += weight
                            if !scene.occluded(origin: lifted, direction: d, maxDistance: 60) { open += weight }
                        }
                        let ambient = total > 0 ? open / total : 1
                        pixels[row * stride + column] = View.pack(
                            colour.scaled(0.28 + 0.34 * ambient + (isLit ? 0.46 * cosine.squareRoot() : 0)))
                    }
                }
            }
        }
    }

    /// Twelve directions over the sky for soft shade.
    private static let skyDirections: [Point3] = (0..<12).map { i in
        direction(.degrees(Double(i) * 30), .degrees([25, 50, 75][i % 3]))
    }

    private static func pack(_ c: Colour) -> UInt32 {
        UInt32(c.red * 255 + 0.5) << 16 | UInt32(c.green * 255 + 0.5) << 8 | UInt32(c.blue * 255 + 0.5)
    }
}
