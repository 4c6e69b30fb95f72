/// The caller's fault: a wrong option, input or request. Exit 64, JSON-RPC −32602, HTTP 400.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where: `inputs.tilt`, `changes[2].where`, an option.
    public var path: String
    public var problem: String
    /// What to do about it.
    public var suggestion: String?

    public init(path: String, problem: String, suggestion: String? = nil) {
        self.path = path
        self.problem = problem
        self.suggestion = suggestion
    }

    public var description: String { "\(path): \(problem)" + (suggestion.map { " (\($0))" } ?? "") }
    public var exitCode: Int32 { 64 }
}

/// A bad file: what was expected and found, and where. Exit 65.
public struct DataError: Error, Sendable, Hashable, CustomStringConvertible {
    public var file: String
    /// Line, byte or feature.
    public var place: String?
    public var problem: String

    public init(file: String, place: String? = nil, problem: String) {
        self.file = file
        self.place = place
        self.problem = problem
    }

    public var description: String { "\(file)\(place.map { ", \($0)" } ?? ""): \(problem)" }
    public var exitCode: Int32 { 65 }
}

/// GEOS, PROJ, SQLite or another library said no. Exit 70.
public struct NativeError: Error, Sendable, Hashable, CustomStringConvertible {
    public var library: String
    public var function: String
    public var message: String

    public init(library: String, function: String, message: String) {
        self.library = library
        self.function = function
        self.message = message
    }

    public var description: String { "\(library) \(function): \(message)" }
    public var exitCode: Int32 { 70 }
}
