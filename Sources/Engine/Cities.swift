public import City
import Foundation
import Geometry
import Synchronization

/// The cities in memory: each is loaded once and kept until its file changes or others push it out.
public final class Cities: Sendable {
    private struct Stamp: Equatable {
        var size: Int64
        var seconds: Int64
        var nanoseconds: Int64
        var inode: UInt64
    }
    private struct Entry {
        var stamp: Stamp
        var loading: Loading
        var lastUse: Int
    }

    /// One load; whoever comes second waits for the first.
    private final class Loading: Sendable {
        let city = Mutex<Swift.Result<City, any Error>?>(nil)
    }

    private let limit: Int
    private let entries = Mutex<(clock: Int, byPath: [CityReference: Entry])>((0, [:]))

    /// - Parameter limit: how many cities are kept.
    public init(limit: Int = 4) { self.limit = limit }

    /// The city in a file.
    /// - Throws: what loading throws; a failed load is tried again next time.
    public func city(_ path: CityReference) throws -> City {
        let stamp = try stamp(path.path)
        let loading = entries.withLock { entries in
            entries.clock += 1
            if let entry = entries.byPath[path], entry.stamp == stamp {
                entries.byPath[path]?.lastUse = entries.clock
                return entry.loading
            }
            let loading = Loading()
            entries.byPath[path] = Entry(stamp: stamp, loading: loading, lastUse: entries.clock)
            if entries.byPath.count > limit,
                let oldest = entries.byPath.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                entries.byPath[oldest.key] = nil
            }
            return loading
        }
        let result = loading.city.withLock { known in
            if let known { return known }
            let fresh = Swift.Result {
                let options = try ReadOptions(
                    layer: path.layer, crs: path.crs.map { try resolveCRS($0) }, lod: path.lod)
                return try openCity(path.path, options: options)
            }
            known = fresh
            return fresh
        }
        if case .failure = result { entries.withLock { $0.byPath[path] = nil } }
        return try result.get()
    }

    private func stamp(_ path: String) throws -> Stamp {
        var info = stat()
        guard stat(path, &info) == 0 else {
            throw DataError(file: path, problem: "cannot be opened: \(String(cString: strerror(errno)))")
        }
        return Stamp(
            size: Int64(info.st_size), seconds: Int64(info.st_mtim.tv_sec), nanoseconds: Int64(info.st_mtim.tv_nsec),
            inode: UInt64(info.st_ino))
    }
}

/// Makes a folder and those above it.
/// - Throws: `DataError` with the reason.
func makeFolder(_ path: String) throws {
    do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
        throw DataError(file: path, problem: "the folder cannot be made: \(error.localizedDescription)")
    }
}
