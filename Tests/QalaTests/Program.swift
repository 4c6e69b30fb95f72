import Foundation
import JSON
import Testing

/// The real binary, run as a person or a script runs it.
enum Program {
    /// The repository.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false)

    /// The binary built beside the tests.
    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "qala").path(percentEncoded: false)
    }()

    struct Result {
        var status: Int32
        var out: String
        var error: String
    }

    /// Runs to the end; output goes through files, so that no pipe can fill up.
    static func run(_ arguments: [String], input: String? = nil, in folder: String = root) throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        let scratch = try Scratch()
        let files = ["in", "out", "err"].map { scratch.path($0) }
        try Data((input ?? "").utf8).write(to: URL(filePath: files[0]))
        for file in files.dropFirst() { try Data().write(to: URL(filePath: file)) }
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: files[0]))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: files[1]))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: files[2]))
        try process.run()
        process.waitUntilExit()
        // A trap is not an exit status anybody expects.
        #expect(process.terminationReason == .exit, "\(arguments): ended by signal \(process.terminationStatus)")
        func text(_ file: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        }
        return Result(status: process.terminationStatus, out: try text(files[1]), error: try text(files[2]))
    }

    /// A file that `tools/fetch-data` brings.
    static func fetched(_ path: String) throws -> String {
        let cache = ProcessInfo.processInfo.environment["QALA_PYPI_CACHE"] ?? root + "/.cache/pypi"
        let file = cache + "/" + path
        try #require(FileManager.default.fileExists(atPath: file), "\(file) is missing: run tools/fetch-data")
        return file
    }
}

/// A folder of one's own that goes away.
final class Scratch {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "qala-\(UUID().uuidString)")
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { folder + "/" + name }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        return path(name)
    }
}
