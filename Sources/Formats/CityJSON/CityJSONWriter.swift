public import City
internal import Geometry
internal import JSON

/// Writes CityJSON 2.0, coordinates to the millimetre in the city's CRS.
///
/// Faces in space become a Solid where they close and the type of object may have one, else a MultiSurface; areas become
/// a MultiSurface of level of detail 0. Attributes keep their names; lists and objects kept as text become JSON again.
public struct CityJSONWriter: Writer {
    public static let format = CityJSONReader.format

    public init() {}

    public func write(_ document: Document, to path: String) throws -> Diagnostics {
        var diagnostics = Diagnostics()
        if document.outcome?.indicators.isEmpty == false {
            diagnostics.note("indicators", "CityJSON has no place for indicators; they were left out")
        }
        let family = CityJSONFamily(document.layers)
        var vertices = CityJSONVertices(document)
        try writeAtomically(to: path) { sink in
            var json = JSONWriter()
            writeHead(document, vertices, &json, &diagnostics)
            var isFirst = true
            for (number, layer) in document.layers.enumerated() {
                let writer = CityJSONLayerWriter(layer: layer, number: number, family: family)
                for row in 0..<layer.count {
                    json.raw(isFirst ? "\n" : ",\n")
                    isFirst = false
                    writer.write(row, &vertices, &json, &diagnostics)
                    if json.bytes.count > 1 << 16 { try sink.write(json.take()) }
                }
            }
            json.raw("\n},\n\"vertices\":[")
            for i in 0..<vertices.count {
                json.raw(i == 0 ? "\n" : ",\n")
                vertices.write(i, &json)
                if json.bytes.count > 1 << 16 { try sink.write(json.take()) }
            }
            json.raw("\n]}\n")
            try sink.write(json.take())
        }
        return diagnostics
    }

    private func writeHead(
        _ document: Document, _ vertices: CityJSONVertices, _ json: inout JSONWriter, _ diagnostics: inout Diagnostics
    ) {
        json.raw("{\"type\":\"CityJSON\",\"version\":\"2.0\",\n\"transform\":")
        let shift = vertices.translate
        json.write([
            "scale": [0.001, 0.001, 0.001], "translate": [.number(shift.x), .number(shift.y), .number(shift.z)],
        ])
        var metadata: JSONObject = ["title": .string(document.city.name)]
        if let epsg = document.city.crs.epsg {
            metadata["referenceSystem"] = .string("https://www.opengis.net/def/crs/EPSG/0/\(epsg)")
        } else {
            diagnostics.note(
                "no-epsg", "the CRS has no EPSG code, so the file names none", document.city.crs.identifier)
        }
        if let extent = vertices.extent {
            metadata["geographicalExtent"] = .array(extent.map { .number($0) })
        }
        json.raw(",\n\"metadata\":")
        json.write(.object(metadata))
        json.raw(",\n\"CityObjects\":{")
    }
}

/// The vertices of a CityJSON file while it is written: millimetres from a corner.
struct CityJSONVertices {
    /// CRS coordinates of the corner, whole metres.
    let translate: Point3
    /// Lowest and highest x, y, z; nil without vertices.
    let extent: [Double]?
    private let shift: Point3
    private var all: [SIMD3<Int32>] = []
    /// Vertices of the object being written, so that its faces share them.
    private var own: [SIMD3<Int32>: Int] = [:]

    init(_ document: Document) {
        var low = Point3(.infinity, .infinity, .infinity)
        var high = Point3(-.infinity, -.infinity, -.infinity)
        for layer in document.layers {
            for v in layer.geometries.vertices where v.isFinite {
                low = Point3(min(low.x, v.x), min(low.y, v.y), min(low.z, v.z))
                high = Point3(max(high.x, v.x), max(high.y, v.y), max(high.z, v.z))
            }
        }
        let origin = document.city.origin
        let isEmpty = !low.isFinite
        let corner =
            isEmpty
            ? .zero
            : Point3(
                (low.x + origin.x).rounded(.down), (low.y + origin.y).rounded(.down), (low.z + origin.z).rounded(.down))
        translate = corner
        shift = origin - corner
        func mm(_ x: Double) -> Double { (x * 1000).rounded() / 1000 }
        let (a, b) = (low + origin, high + origin)
        extent = isEmpty ? nil : [mm(a.x), mm(a.y), mm(a.z), mm(b.x), mm(b.y), mm(b.z)]
    }

    var count: Int { all.count }

    /// Begins an object: from here on vertices are shared among its faces.
    mutating func beginObject() { own.removeAll(keepingCapacity: true) }

    /// The number of a vertex; nil if it is not finite or more than 2,147 km from the corner.
    mutating func number(of v: Point3) -> Int? {
        func millimetres(_ x: Double) -> Int32? { Int32(exactly: (x * 1000).rounded()) }
        let p = v + shift
        guard let x = millimetres(p.x), let y = millimetres(p.y), let z = millimetres(p.z) else { return nil }
        let key = SIMD3(x, y, z)
        if let number = own[key] { return number }
        own[key] = all.count
        all.append(key)
        return all.count - 1
    }

    func write(_ i: Int, _ json: inout JSONWriter) {
        json.raw("[\(all[i].x),\(all[i].y),\(all[i].z)]")
    }
}
