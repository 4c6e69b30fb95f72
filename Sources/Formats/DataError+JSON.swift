internal import Geometry
internal import JSON

extension DataError {
    /// A fault of a JSON file, with line, column and byte.
    init(_ fault: JSONFault, file: String) {
        self.init(
            file: file, place: "line \(fault.line), column \(fault.column), byte \(fault.offset)",
            problem: fault.problem)
    }
}

/// The file's name without folder and endings: `data/roofs.city.json` → `roofs`.
func fileStem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.split(separator: ".", omittingEmptySubsequences: true).first.map(String.init) ?? name
    return stem.isEmpty ? "feature" : stem
}
