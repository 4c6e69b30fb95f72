/// An error that knows how the program should end: one kind line for the reader, one exit status for the shell.
public protocol ExitingError: Error, Sendable, CustomStringConvertible {
    /// Status from BSD `sysexits.h`.
    var exitCode: Int32 { get }
}

/// What the caller asked for cannot be done as asked. Exit status 64 (`EX_USAGE`).
public struct InputError: ExitingError, Hashable {
    /// Where in the request the fault lies: `inputs.tilt`, `changes[2].where`, `--crs`.
    public var path: String
    /// What is wrong, as a clause without a full stop.
    public var problem: String
    /// What would work instead, if that is known: `did you mean EPSG:32642?`.
    public var suggestion: String?

    public init(path: String, problem: String, suggestion: String? = nil) {
        self.path = path
        self.problem = problem
        self.suggestion = suggestion
    }

    public var exitCode: Int32 { 64 }

    public var description: String {
        let place = path.isEmpty ? "" : "\(path): "
        guard let suggestion, !suggestion.isEmpty else { return place + problem }
        return "\(place)\(problem); \(suggestion)"
    }
}

/// A file does not hold what its format promises. Exit status 65 (`EX_DATAERR`).
public struct DataError: ExitingError, Hashable {
    /// The file as the caller named it.
    public var file: String
    /// Where in the file: `byte 1042`, `line 17`, `feature "b-12"`; empty for the file as a whole.
    public var place: String
    /// What was expected and what was found.
    public var problem: String

    public init(file: String, place: String = "", problem: String) {
        self.file = file
        self.place = place
        self.problem = problem
    }

    public var exitCode: Int32 { 65 }

    public var description: String {
        [file, place, problem].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

/// A C library (GEOS, PROJ, SQLite) refused. Exit status 70 (`EX_SOFTWARE`).
public struct NativeError: ExitingError, Hashable {
    /// `GEOS`, `PROJ`, `SQLite`.
    public var library: String
    /// The function that failed, as the library spells it.
    public var function: String
    /// The library's own words.
    public var message: String

    public init(library: String, function: String, message: String) {
        self.library = library
        self.function = function
        self.message = message
    }

    public var exitCode: Int32 { 70 }

    public var description: String {
        "\(library) \(function): \(message.isEmpty ? "failed without a message" : message)"
    }
}
