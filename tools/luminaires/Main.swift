import Foundation
import Lighting

/// Writes the generated light distributions as EULUMDAT files: `luminaires GeoData/luminaires`.
@main
enum Luminaires {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: luminaires FOLDER\n".utf8))
            exit(64)
        }
        let folder = URL(fileURLWithPath: CommandLine.arguments[1])
        // Flux and power as the synthetic city's LED lamps have them: 130 lm/W.
        let sizes: [(Photometry.Optic, Double, Double)] = [
            (.roadNarrow, 5_850, 45), (.roadWide, 11_700, 90), (.postTop, 3_250, 25), (.flood, 15_600, 120),
        ]
        for (optic, flux, power) in sizes {
            let file = folder.appending(path: "\(optic.rawValue).ldt")
            try Data(Photometry.generated(optic, flux: flux, power: power).eulumdat().utf8).write(to: file)
        }
    }
}
