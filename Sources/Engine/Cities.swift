public import City
import Foundation
import Geometry
import Synchronization

/// The cities in memory: each is loaded once and kept until its file changes or others push it out.
public final class Cities: Sendable {
    /// What shows that a city's file has changed.
    private struct Stamp: Equatable {
        private struct File: Equatable {
            var size: Int64
            var seconds: Int64
            var nanoseconds: Int64
            var inode: UInt64

            init(_ info: stat) {
                size = Int64(info.st_size)
                (seconds, nanoseconds) = (Int64(info.st_mtim.tv_sec), Int64(info.st_mtim.tv_nsec))
                inode = UInt64(info.st_ino)
            }
        }
        private let file: File
        /// SQLite's write-ahead log beside the file: what other programs wrote stands there first, often for long
        /// (https://sqlite.org/wal.html#ckpt). An empty one, which reading alone may make, says nothing.
        private let log: File?

        init(_ path: String) throws {
            var info = stat()
            var place = path
            var code = lstat(path, &info)
            if code == 0, info.st_mode & S_IFMT == S_IFLNK {
                code = stat(path, &info)
                // The log stands beside the file that the link leads to.
                let real = realpath(path, nil)
                if let real { place = String(cString: real) }
                free(real)
            }
            guard code == 0 else {
                throw DataError(file: path, problem: "cannot be opened: \(String(cString: strerror(errno)))")
            }
            file = File(info)
            log = stat(place + "-wal", &info) == 0 && info.st_size > 0 ? File(info) : nil
        }
    }
    private struct Entry {
        var stamp: Stamp
        var loading: Loading
        var lastUse: Int
    }

    /// One load; whoever comes second waits for the first.
    private final class Loading: Sendable {
        let city = Mutex<Swift.Result<City, any Error>?>(nil)
        /// How long to wait for a program that keeps the file locked.
        let patience: Duration

        init(patience: Duration) { self.patience = patience }
    }

    /// Long computations about them, for the next question; nil where there is none.
    let kept: Kept?
    private let limit: Int
    private let entries = Mutex<(clock: Int, byPath: [CityReference: Entry])>((0, [:]))

    /// - Parameters:
    ///   - limit: how many cities are kept.
    ///   - isKeeping: whether long computations are kept, too: for one question alone they would only fill memory.
    public init(limit: Int = 4, isKeeping: Bool = true) {
        self.limit = limit
        kept = isKeeping ? Kept() : nil
    }

    /// The city in a file.
    /// - Throws: what loading throws; a failed load is tried again next time, without waiting for locks again: a locked
    ///   city holds a stream of requests up once, not at every line.
    public func city(_ path: CityReference) throws -> City {
        let stamp = try Stamp(path.path)
        let loading = entries.withLock { entries in
            entries.clock += 1
            if let entry = entries.byPath[path], entry.stamp == stamp {
                entries.byPath[path]?.lastUse = entries.clock
                return entry.loading
            }
            let loading = Loading(patience: .seconds(2))
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
                return try openCity(path.path, options: options, patience: loading.patience)
            }
            known = fresh
            return fresh
        }
        if case .failure = result {
            entries.withLock { entries in
                guard entries.byPath[path]?.loading === loading else { return }
                entries.byPath[path]?.loading = Loading(patience: .zero)
            }
        }
        return try result.get()
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
