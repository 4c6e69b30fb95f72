import Foundation
import Geometry
import Synchronization

/// One line of the input, from 1.
struct Line: Sendable {
    enum Content: Sendable {
        case bytes([UInt8])
        case tooLong
    }
    var number: Int
    var content: Content
}

/// A few lines that are answered by one thread, one after another.
struct Bunch: Sendable {
    var number: Int
    var lines: [Line]
}

/// Cuts a stream into lines; never holds more than one buffer and the line that is being read.
struct LineReader {
    /// Lines per bunch: enough that handing over costs little, few enough that answers flow.
    private static let bunch = 64

    private let descriptor: Int32
    private let limit: Int
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var start = 0
    private var end = 0
    private var number = 0
    private var isAtEnd = false

    init(descriptor: Int32, limit: Int) {
        self.descriptor = descriptor
        self.limit = limit
    }

    /// The lines that have arrived, at least one; nil at the end of the stream.
    mutating func next() throws -> [Line]? {
        var lines: [Line] = []
        while lines.count < LineReader.bunch {
            // Wait for more only as long as there is nothing to hand on.
            guard let line = try line(waiting: lines.isEmpty) else { break }
            lines.append(line)
        }
        return lines.isEmpty ? nil : lines
    }

    private mutating func line(waiting: Bool) throws -> Line? {
        var bytes: [UInt8] = []
        var tooLong = false
        while true {
            let newline = buffer.withUnsafeBufferPointer { b in
                b[start..<end].firstIndex(of: 0x0A)
            }
            let stop = newline ?? end
            if newline == nil, bytes.isEmpty, !waiting, !isAtEnd { return nil }
            if !tooLong {
                bytes.append(contentsOf: buffer[start..<stop])
                if bytes.count > limit {
                    tooLong = true
                    bytes = []
                }
            }
            if let newline {
                start = newline + 1
                number += 1
                return Line(number: number, content: tooLong ? .tooLong : .bytes(bytes))
            }
            start = end
            let isFilled = try !isAtEnd && fill()
            if !isFilled {
                isAtEnd = true
                guard tooLong || !bytes.isEmpty else { return nil }
                number += 1
                return Line(number: number, content: tooLong ? .tooLong : .bytes(bytes))
            }
        }
    }

    /// Reads on; false at the end of the stream.
    private mutating func fill() throws -> Bool {
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                start = 0
                end = count
                return true
            }
            if count == 0 { return false }
            if errno != EINTR {
                throw DataError(file: "standard input", problem: String(cString: strerror(errno)))
            }
        }
    }
}

/// The bunches on their way from the reader to the threads; a fixed number of places.
final class Bunches: Sendable {
    private let free: DispatchSemaphore
    private let ready = DispatchSemaphore(value: 0)
    private let waiting = Mutex<(bunches: [Bunch], isFinished: Bool)>(([], false))

    init(places: Int) { free = DispatchSemaphore(value: places) }

    /// Hands over a bunch; waits while all places are taken.
    func put(_ bunch: Bunch) {
        free.wait()
        waiting.withLock { $0.bunches.append(bunch) }
        ready.signal()
    }

    /// The next bunch; nil when there will be none.
    func take() -> Bunch? {
        ready.wait()
        let bunch = waiting.withLock { $0.bunches.isEmpty ? nil : $0.bunches.removeFirst() }
        // The end is passed on to the next thread that waits.
        if bunch == nil { ready.signal() }
        return bunch
    }

    /// Bunches have left: their places are free.
    func release(_ count: Int) { for _ in 0..<count { free.signal() } }

    func finish() { ready.signal() }
}

/// Answers on their way out, as they come or in the order of the requests.
final class AnswerStream: Sendable {
    private struct State {
        var next = 0
        var early: [Int: [UInt8]] = [:]
        var isClosed = false
    }
    private let descriptor: Int32
    private let isOrdered: Bool
    private let state = Mutex(State())

    init(descriptor: Int32, isOrdered: Bool) {
        self.descriptor = descriptor
        self.isOrdered = isOrdered
    }

    /// Whether nobody reads any more.
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// Sends bytes at once: whole lines.
    func write(_ bytes: [UInt8]) { state.withLock { send(bytes, &$0) } }

    /// Sends the last answers of a bunch; in ordered mode once all bunches before it are sent.
    /// - Returns: how many bunches left with it. A bunch keeps its place until it leaves, so early ones cannot pile up.
    func finish(_ number: Int, _ bytes: [UInt8]) -> Int {
        state.withLock { state in
            guard isOrdered else {
                send(bytes, &state)
                return 1
            }
            state.early[number] = bytes
            let first = state.next
            while let bytes = state.early.removeValue(forKey: state.next) {
                send(bytes, &state)
                state.next += 1
            }
            return state.next - first
        }
    }

    private func send(_ bytes: [UInt8], _ state: inout State) {
        guard !state.isClosed else { return }
        bytes.withUnsafeBytes { raw in
            var sent = 0
            while sent < raw.count {
                let count = Foundation.write(descriptor, raw.baseAddress.map { $0 + sent }, raw.count - sent)
                if count > 0 {
                    sent += count
                } else if errno != EINTR {
                    state.isClosed = true
                    return
                }
            }
        }
    }
}
