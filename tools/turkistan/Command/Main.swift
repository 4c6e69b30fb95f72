public import ArgumentParser
import City
import Formats
import Foundation
import Geometry
public import TurkistanCity

/// Generates the synthetic city and stores it as a GeoPackage.
@main
struct TurkistanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "turkistan",
        abstract: "Generate the synthetic, calibrated city of Turkistan as a GeoPackage.",
        discussion: """
            demo is the surroundings of the Yasawi complex (about 1,500 buildings), city the whole city (50,000).
            The same size and seed always give the same city; demo is a piece of city. Every place but the monuments
            is invented; totals follow published figures, printed as a table when the file is written.
            """)

    @Option(help: "How much of the city: demo or city.")
    var size: Size
    @Option(help: "The GeoPackage to write.", completion: .file(extensions: ["gpkg"]))
    var out: String
    @Option(help: "Another seed gives another city around the same monuments.")
    var seed: UInt64 = 1

    func validate() throws {
        guard out.hasSuffix(".gpkg") else { throw ValidationError("--out must name a .gpkg file, not '\(out)'") }
    }

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let turkistan = Turkistan(size: size, seed: seed)
        let city = turkistan.city()
        let generated = clock.now
        do {
            _ = try GeoPackageWriter().write(Document(city: city), to: out)
        } catch let error as DataError {
            try fail(error.description, error.exitCode)
        } catch let error as InputError {
            try fail(error.description, error.exitCode)
        } catch let error as NativeError {
            try fail(error.description, error.exitCode)
        }
        for layer in city.layers { print(row(layer.name, String(layer.count))) }
        print(row("terrain", "\(turkistan.terrain.columns) x \(turkistan.terrain.rows)"))
        if size == .city {
            print("")
            for line in turkistan.calibration() {
                let name = line.unit.isEmpty ? line.name : "\(line.name), \(line.unit)"
                print(row(name, "\(short(line.generated)) of \(short(line.target))  (\(line.source))"))
            }
        }
        print("\(out): generated in \(start.duration(to: generated)), written in \(generated.duration(to: clock.now))")
    }

    private func row(_ name: String, _ value: String) -> String {
        name + String(repeating: " ", count: max(1, 24 - name.count)) + value
    }

    private func short(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String((value * 10).rounded() / 10)
    }

    private func fail(_ message: String, _ code: Int32) throws -> Never {
        FileHandle.standardError.write(Data("turkistan: \(message)\n".utf8))
        throw ExitCode(code)
    }
}

extension Size: ExpressibleByArgument {}
