import City
import Geometry
import JSON

/// A method the batch answers: its name and what it takes.
struct Method: Sendable {
    let name: String
    let parameters: [Parameter]

    /// Every method, in the order the help names them.
    static let all: [Method] = [
        Method(name: "run", parameters: scenario + scenarioFile + [features]),
        Method(
            name: "compare",
            parameters: [
                Parameter("base", .scenario, isRequired: true, "a scenario, or the path of one"),
                Parameter("variant", .scenario, isRequired: true, "a scenario, or the path of one"),
                Parameter("outputs", .texts, "files to write the differences to"),
                Parameter(
                    "threshold", .number(Comparison.thresholds),
                    "relative difference up to which numbers count as the same: 0.01 is 1 %"), features,
            ]),
        Method(
            name: "query",
            parameters: [
                city, Parameter("layer", .text, isRequired: true, "the name of a layer"),
                Parameter("near", .place, #"latitude and longitude in degrees: "43.2978,68.2708""#),
                Parameter("within", .distance, #"distance from "near" on the map plane: 300 (metres), "1.2km""#),
                Parameter("nearest", .whole(Query.nearestRange), #"only this many, nearest to "near" first"#),
                Parameter("bbox", .box, "[west, south, east, north] in degrees"),
                Parameter("where", .text, "condition on attributes"),
                Parameter("limit", .whole(Query.limitRange), "at most this many features in the answer"),
                Parameter("geometry", .flag, "whether the answer holds geometries"),
            ]),
        Method(name: "describe", parameters: [Parameter("simulation", .simulation, "name of a simulation")]),
        Method(name: "list", parameters: []),
        Method(name: "info", parameters: [city]),
        Method(
            name: "export",
            parameters: [
                city,
                Parameter("to", .text, isRequired: true, "path of the file to write; its ending gives the format"),
                Parameter("layers", .texts, "only these layers"),
            ]),
        Method(name: "cancel", parameters: [Parameter("id", .id, isRequired: true, "id of the request to call off")]),
    ]

    static func named(_ name: String) -> Method? { all.first { $0.name == name } }

    /// What the envelope takes out of any method's parameters.
    static let progress = Parameter("progress", .flag, "whether notifications say how far the answer is")

    private static let city = Parameter("city", .city, "path of a city, or path and how to read it")
    private static let features = Parameter("features", .flag, "whether the answer holds the layers' features")
    /// A scenario written out.
    static let scenario = [
        Parameter("title", .title, "title, or titles by language"), city,
        Parameter("changes", .changes, "edits of the city"),
        Parameter("simulation", .simulation, "name of a simulation"),
        Parameter("inputs", .object, "inputs of the simulation"),
        Parameter("outputs", .texts, "files to write the outcome to"),
    ]
    /// A scenario in a file.
    static let scenarioFile = [
        Parameter("scenario", .text, "path of a scenario file, in place of a scenario's members"),
        Parameter("set", .object, "inputs laid over those of the scenario file"),
    ]
}
