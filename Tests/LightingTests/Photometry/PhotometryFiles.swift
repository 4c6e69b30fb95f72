import Foundation
import Lighting

/// The folder of this project.
let projectRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

/// The photometric files that tests read.
enum PhotometryFiles {
    static let folder = projectRoot.appending(path: "Tests/LightingTests/Data/photometric-viewer")

    /// Names of the 34 sample files, sorted.
    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasSuffix(".ies") || $0.hasSuffix(".ldt") }.sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: folder.appending(path: name))) }

    static func read(_ name: String, lampSet: Int = 1) throws -> Photometry {
        try Photometry(bytes: bytes(name), file: name, lampSet: lampSet)
    }

    static func read(text: String) throws -> Photometry { try Photometry(bytes: Array(text.utf8), file: "test") }
}
