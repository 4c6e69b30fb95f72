public import City
public struct SolarYield: Simulation {
    public static let name = "solar.yield"
    public static let summary = ""
    public init(_ inputs: inout Inputs) throws {}
    public func run(on city: City) throws -> Outcome { Outcome(layers: [], indicators: []) }
}
