import Foundation
import Geometry

/// The first bytes of a file.
/// - Throws: `DataError` with the reason it cannot be read.
func firstBytes(of path: String, count: Int) throws -> [UInt8] {
    try checkIsFile(path)
    guard let file = FileHandle(forReadingAtPath: path) else {
        throw DataError(file: path, problem: "cannot be read (\(String(cString: strerror(errno))))")
    }
    defer { try? file.close() }
    return Array(try file.read(upToCount: count) ?? Data())
}

/// All bytes of a file.
/// - Throws: `DataError` with the reason it cannot be read.
public func allBytes(of path: String) throws -> [UInt8] {
    try checkIsFile(path)
    guard let data = FileManager.default.contents(atPath: path) else {
        throw DataError(file: path, problem: "cannot be read (\(String(cString: strerror(errno))))")
    }
    return Array(data)
}

private func checkIsFile(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw DataError(file: path, problem: "there is no such file")
    }
    if isFolder.boolValue { throw DataError(file: path, problem: "is a folder, not a file") }
}

/// Refuses to write over a file that is being read.
/// - Throws: `InputError` if both paths are one file.
func refuseOverwriting(_ input: String, by output: String) throws {
    var (a, b) = (stat(), stat())
    guard stat(input, &a) == 0, stat(output, &b) == 0, a.st_dev == b.st_dev, a.st_ino == b.st_ino else { return }
    throw InputError(
        path: output, problem: "is read for this; writing to it would destroy it", suggestion: "name another file")
}

public func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// A path as seen from a folder; absolute paths stay.
public func resolve(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder.isEmpty || folder == "." ? path : folder + "/" + path
}

/// The folder of a file, `.` for a bare name.
public func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

func lastComponent(_ path: String) -> String {
    String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
}

/// A file's name without folder and ending.
func stem(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
}
