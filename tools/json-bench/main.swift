import City
import Formats
import Foundation
import Geodesy
import Geometry
import JSON

// How fast the JSON formats are read. tools/json-bench/make.py makes the files.
//
//     swift run -c release json-bench FILE [threads]      reads FILE, .geojson* or CityJSON
//     swift run -c release json-bench --dom FILE          only parses it as one text, by simdjson

/// Processor time of the process so far, s, and its largest resident size, MB.
func used() -> (seconds: Double, megabytes: Int) {
    var usage = rusage()
    getrusage(0, &usage)
    func seconds(_ t: timeval) -> Double { Double(t.tv_sec) + Double(t.tv_usec) * 1e-6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss / 1024)
}

func measure(_ name: String, bytes: Int, _ body: () throws -> String) rethrows {
    for _ in 0..<3 {
        let before = used().seconds
        let start = Date()
        let result = try body()
        let (cpu, wall) = (used().seconds - before, Date().timeIntervalSince(start))
        let megabytes = Double(bytes) / 1e6
        print(
            String(
                format: "%@: %.3f s CPU, %.0f MB/s; %.3f s wall, %.0f MB/s; peak %d MB; %@", name, cpu,
                megabytes / cpu, wall, megabytes / wall, used().megabytes, result))
    }
}

func run(_ arguments: [String]) throws {
    guard let path = arguments.first(where: { !$0.hasPrefix("-") && Int($0) == nil }) else {
        print("usage: json-bench [--dom] FILE [threads]")
        return
    }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    if arguments.contains("--dom") {
        let text =
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            + [UInt8](repeating: 0, count: JSONParser.padding)
        let parser = JSONParser()
        return try text.withUnsafeBufferPointer { bytes in
            try measure("simdjson, whole text", bytes: size) {
                try parser.parse(padded: bytes, length: size) { "\($0.count) members" }
            }
        }
    }
    let threads = arguments.compactMap { Int($0) }.first ?? 1
    var geoJSON = GeoJSONReader()
    geoJSON.threads = threads
    var cityJSON = CityJSONReader()
    cityJSON.threads = threads
    let reader: any Reader = path.contains("geojson") ? geoJSON : cityJSON
    // The tiled files name no CRS or one that fits no more; which it is makes no difference to the reader.
    let options = ReadOptions(crs: path.contains("geojson") ? nil : try CRS(resolving: "EPSG:28992"))
    try measure("\(type(of: reader)), \(threads) threads", bytes: size) {
        var (features, vertices, batches) = (0, 0, 0)
        let diagnostics = try reader.read(path, options: options) { batch in
            batches += 1
            for layer in batch.layers {
                features += layer.count
                vertices += layer.geometries.vertices.count
            }
        }
        let noticed = diagnostics.all.map { "\($0.code) \($0.count)" }
        return "\(features) features, \(vertices) vertices, \(batches) batches \(noticed)"
    }
}

try run(Array(CommandLine.arguments.dropFirst()))
