import Geometry
import TurkistanCity

@main
struct Command {
    static func main() {
        let arguments = CommandLine.arguments
        let size = Size(rawValue: arguments[1]) ?? .demo
        let t = Turkistan(size: size, seed: 1)
        for c in t.calibration() { print("# \(c.name) \(c.unit) \(c.target) \(c.generated) \(c.deviation)") }
        let c = Double(arguments[3]) ?? 0, d = Double(arguments[4]) ?? 0, w = Double(arguments[2]) ?? 950
        print(t.debugSVG(Box(minX: c - w, minY: d - w, maxX: c + w, maxY: d + w), pixels: 2000))
    }
}
