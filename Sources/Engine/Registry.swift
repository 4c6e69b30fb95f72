public import City
import Formats
import Geometry
public import JSON
import Lighting
import Solar

/// Every simulation, one line each. The command line, the batch, the help, the schema inherit it.
public let simulations: [any Simulation.Type] = [
    SolarIrradiance.self,
    SolarYield.self,
    SolarOptimise.self,
    SolarShadow.self,
    SolarImpact.self,
    LightingCoverage.self,
    LightingRoad.self,
    LightingEnergy.self,
    LightingFault.self,
    LightingRetrofit.self,
    LightingDesign.self,
    LightingObtrusive.self,
]

/// Every format that can be read, one line each; the first that recognises a file reads it.
public let readers: [any Reader.Type] = [
    GeoPackageReader.self,
    OSMReader.self,
    CityJSONReader.self,
    GeoJSONReader.self,
    HGTReader.self,
    CSVReader.self,
]

/// Every format that can be written, one line each, found by the ending of the file's name.
public let writers: [any Writer.Type] = [
    GeoPackageWriter.self,
    CityJSONWriter.self,
    GeoJSONWriter.self,
    CSVWriter.self,
    PictureWriter.self,
    GeoTIFFWriter.self,
]

/// The simulation of that name.
/// - Throws: `InputError` that names the nearest one.
public func simulation(named name: String) throws -> any Simulation.Type {
    if let found = simulations.first(where: { $0.name == name }) { return found }
    throw InputError(
        path: "simulation", problem: "there is no simulation '\(name)'",
        suggestion: nearestName(to: name, among: simulations.map { $0.name }))
}

/// The writer for a file name.
/// - Throws: `InputError` that lists the endings.
public func writer(for path: String) throws -> any Writer {
    let lower = path.lowercased()
    for type in writers where type.format.endings.contains(where: { lower.hasSuffix($0) }) { return type.init() }
    let endings = writers.flatMap { $0.format.endings }
    throw InputError(
        path: path, problem: "no format is known for this file name",
        suggestion: "endings that can be written: \(endings.joined(separator: " "))")
}

/// What a simulation's inputs are: runs its look-ups on nothing.
public func declarations(of simulation: any Simulation.Type) -> [Inputs.Declaration] {
    var inputs = Inputs([:])
    // With nothing given every look-up answers its default, so this cannot fail on a value.
    _ = try? simulation.init(&inputs)
    return inputs.declarations
}

/// Starts a simulation from its inputs.
/// - Throws: `InputError` for a wrong or unknown input.
public func makeSimulation(
    _ type: any Simulation.Type, _ given: JSONObject, readFile: @escaping (String) throws -> [UInt8]
) throws -> (simulation: any Simulation, resolved: JSONObject, diagnostics: Diagnostics) {
    var inputs = Inputs(given, readFile: readFile)
    let made = try type.init(&inputs)
    try inputs.finish()
    return (made, inputs.resolved, inputs.diagnostics)
}
