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

    /// Bytes it holds.
    var count: Int { if case .bytes(let bytes) = content { bytes.count } else { 0 } }
}

/// A few lines that are answered by one thread, one after another.
struct Bunch: Sendable {
    var number: Int
    var lines: [Line]

    var firstLine: Int { lines.first?.number ?? 0 }

    /// How much room it takes while it waits: a unit a line, and 64 for the bytes of one as long as may be.
    func size(lineLimit: Int) -> Int {
        let bytes = lines.reduce(0) { $0 + $1.count }
        return lines.count + bytes * LineReader.bunch / max(lineLimit, 1)
    }
}

/// A bell that ends the wait for input: whoever reads also listens to it.
final class Bell: Sendable {
    /// Can be read from once the bell has rung.
    let descriptor: Int32
    private let rope: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        // Without a pipe the bell stays silent: the loop then ends at the next line.
        if pipe(&ends) != 0 { ends = [-1, -1] }
        (descriptor, rope) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(rope)
    }

    func ring() { _ = withUnsafeBytes(of: UInt8(0)) { write(rope, $0.baseAddress, 1) } }
}

/// Cuts a stream into lines; never holds more than one buffer and the line that is being read.
struct LineReader {
    /// Lines per bunch: enough that handing over costs little, few enough that answers flow.
    static let bunch = 64

    private let descriptor: Int32
    private let limit: Int
    private let bell: Bell
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var start = 0
    private var end = 0
    private var number = 0
    private var isAtEnd = false
    private var hasRung = false

    init(descriptor: Int32, limit: Int, bell: Bell) {
        self.descriptor = descriptor
        self.limit = limit
        self.bell = bell
    }

    /// The lines that have arrived, at least one; nil at the end of the stream, and once the bell has rung.
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
                // What the bell cuts off is no line.
                guard !hasRung else { return nil }
                guard tooLong || !bytes.isEmpty else { return nil }
                number += 1
                return Line(number: number, content: tooLong ? .tooLong : .bytes(bytes))
            }
        }
    }

    /// Reads on; false at the end of the stream.
    private mutating func fill() throws -> Bool {
        while true {
            var both = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&both, 2, -1) < 0, errno == EINTR { continue }
            hasRung = both[1].revents != 0
            if hasRung { return false }
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

/// The bunches on their way from the reader to the threads, in limited room.
final class Bunches: Sendable {
    private let free: DispatchSemaphore
    private let ready = DispatchSemaphore(value: 0)
    private let waiting = Mutex<[Bunch]>([])

    /// - Parameter room: how much may wait or be answered at a time, in the units of the bunches' sizes.
    init(room: Int) { free = DispatchSemaphore(value: room) }

    /// Hands over a bunch; waits while there is no room for it.
    func put(_ bunch: Bunch, size: Int) {
        for _ in 0..<size { free.wait() }
        waiting.withLock { $0.append(bunch) }
        ready.signal()
    }

    /// The next bunch; nil when there will be none.
    func take() -> Bunch? {
        ready.wait()
        let bunch = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        // The end is passed on to the next thread that waits.
        if bunch == nil { ready.signal() }
        return bunch
    }

    /// Bunches have left: their room is free.
    func release(_ size: Int) { for _ in 0..<size { free.signal() } }

    func finish() { ready.signal() }
}

/// Answers on their way out, as they come or in the order of the requests.
final class AnswerStream: Sendable {
    private struct State {
        var next = 0
        var early: [Int: (bytes: [UInt8], size: Int)] = [:]
        var isClosed = false
    }
    private let descriptor: Int32
    private let isOrdered: Bool
    private let onClose: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameter onClose: called once nobody reads any more.
    init(descriptor: Int32, isOrdered: Bool, onClose: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        self.isOrdered = isOrdered
        self.onClose = onClose
    }

    /// Sends bytes at once: whole lines.
    func write(_ bytes: [UInt8]) { state.withLock { send(bytes, &$0) } }

    /// Sends the last answers of a bunch; in ordered mode once all bunches before it are sent.
    /// - Returns: the size of the bunches that left with it. A bunch keeps its room until it leaves, so early ones
    ///   cannot pile up.
    func finish(_ number: Int, _ bytes: [UInt8], size: Int) -> Int {
        state.withLock { state in
            guard isOrdered else {
                send(bytes, &state)
                return size
            }
            state.early[number] = (bytes, size)
            var left = 0
            while let bunch = state.early.removeValue(forKey: state.next) {
                send(bunch.bytes, &state)
                state.next += 1
                left += bunch.size
            }
            return left
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
                    return onClose()
                }
            }
        }
    }
}
