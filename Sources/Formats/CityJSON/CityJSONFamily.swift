internal import City
internal import JSON

/// Names and ties of the objects of a file that is to be written: ids unique in the file, parents and their children.
struct CityJSONFamily {
    /// Per layer and row, the object's name in the file.
    private var names: [[String]] = []
    private var parents: [String: [String]] = [:]
    private var children: [String: [String]] = [:]

    init(_ layers: [Layer]) {
        var taken = Set<String>()
        var nameOf: [[String: String]] = []
        for layer in layers {
            var here: [String: String] = [:]
            names.append(
                layer.ids.map { id in
                    // Ids are unique within a layer only.
                    var name = taken.contains(id) ? "\(layer.name).\(id)" : id
                    while !taken.insert(name).inserted { name += "'" }
                    here[id] = name
                    return name
                })
            nameOf.append(here)
        }
        for (number, layer) in layers.enumerated() {
            guard let column = layer.column("parent") else { continue }
            // A part's parent is a building before it is anything else of that name.
            let family = layer.name.split(separator: "_").first.map(String.init) ?? layer.name
            let order = layers.indices.sorted {
                (layers[$0].name == family ? 0 : 1, $0) < (layers[$1].name == family ? 0 : 1, $1)
            }
            for row in 0..<layer.count {
                guard let text = column[row].text else { continue }
                for id in CityJSONFamily.ids(text) {
                    guard let parent = order.lazy.compactMap({ nameOf[$0][id] }).first else { continue }
                    parents[names[number][row], default: []].append(parent)
                    children[parent, default: []].append(names[number][row])
                }
            }
        }
    }

    func name(layer: Int, row: Int) -> String { names[layer][row] }
    func parents(of name: String) -> [String] { parents[name] ?? [] }
    func children(of name: String) -> [String] { children[name] ?? [] }

    /// One id as it is, or a JSON list of them.
    private static func ids(_ text: String) -> [String] {
        guard text.hasPrefix("["), let list = try? JSONValue(parsing: text).array else { return [text] }
        return list.compactMap(\.string)
    }
}
