import City
import Foundation
import Geometry
import JSON
import Synchronization

/// The loop over JSON-RPC lines: reads requests, answers each, in bounded memory whatever the length of the stream.
///
/// Lines are read in small bunches and answered by a few threads. The reader waits while some hundred lines a thread
/// wait or are being answered, so neither side of the pipe can make the other's backlog grow.
public final class Batch: Sendable {
    public struct Options: Sendable {
        /// Threads that answer.
        public var jobs: Int
        /// Answers in the order of the requests.
        public var isOrdered: Bool
        /// The city of requests that name none.
        public var city: String?
        /// Longest line that is read, bytes.
        public var lineLimit: Int

        public init(jobs: Int = 1, isOrdered: Bool = false, city: String? = nil, lineLimit: Int = 16 << 20) {
            self.jobs = jobs
            self.isOrdered = isOrdered
            self.city = city
            self.lineLimit = lineLimit
        }
    }

    private let options: Options
    private let methods: Methods
    private let output: AnswerStream
    private let running: RunningRequests
    private let bell: Bell

    public init(_ options: Options, cities: Cities = Cities(), output: Int32 = 1) {
        self.options = options
        methods = Methods(cities: cities, defaultCity: options.city)
        let (running, bell) = (RunningRequests(), Bell())
        (self.running, self.bell) = (running, bell)
        self.output = AnswerStream(descriptor: output, isOrdered: options.isOrdered) {
            running.stop()
            bell.ring()
        }
    }

    /// Reads no more and calls off what runs and what waits, each with its answer; `run` returns then.
    public func stop() {
        running.stop()
        bell.ring()
    }

    /// Answers every line of a stream; returns at its end, when nobody reads the answers any more, or after `stop`.
    public func run(input: Int32 = 0) throws {
        // Four full bunches a thread, or four lines as long as may be.
        let bunches = Bunches(room: options.jobs * 4 * (LineReader.bunch + 1))
        let workers = (0..<options.jobs).map { _ in
            // Deeply nested requests recurse: a thread of its own with a stack of its own.
            let done = DispatchSemaphore(value: 0)
            let thread = Thread { [self] in
                let parser = JSONParser()
                while let bunch = bunches.take() {
                    bunches.release(answer(bunch, parser))
                }
                done.signal()
            }
            thread.stackSize = 16 << 20
            thread.start()
            return done
        }
        var reader = LineReader(descriptor: input, limit: options.lineLimit, bell: bell)
        var number = 0
        let parser = JSONParser()
        while !running.isStopped, let lines = try reader.next() {
            let bunch = Bunch(number: number, lines: lines)
            running.open(bunch.firstLine)
            for line in lines { callOff(line, parser) }
            bunches.put(bunch, size: bunch.size(lineLimit: options.lineLimit))
            number += 1
        }
        bunches.finish()
        for worker in workers { worker.wait() }
    }

    /// Answers a bunch; returns the size of the bunches that left with it.
    private func answer(_ bunch: Bunch, _ parser: JSONParser) -> Int {
        var writer = JSONWriter()
        for line in bunch.lines {
            let start = ContinuousClock.now
            answer(line, parser, into: &writer)
            // A quick answer waits for its bunch, a slow one or a long one goes out at once.
            if !options.isOrdered, writer.bytes.count > 1 << 16 || ContinuousClock.now - start > .milliseconds(20) {
                output.write(writer.take())
            }
        }
        running.close(bunch.firstLine)
        return output.finish(bunch.number, writer.take(), size: bunch.size(lineLimit: options.lineLimit))
    }

    private func answer(_ line: Line, _ parser: JSONParser, into writer: inout JSONWriter) {
        let json: JSONValue
        switch line.content {
        case .tooLong:
            let problem = "line \(line.number) is longer than \(options.lineLimit) bytes"
            return write(.failure(RequestError(.invalidRequest, problem)), id: .null, into: &writer)
        case .bytes(let bytes):
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
            do {
                json = try parser.parse(bytes) { $0.value }
            } catch {
                let place = (error as? JSONFault).map { "column \($0.column): \($0.problem)" } ?? "\(error)"
                let problem = RequestError(
                    .parse, "line \(line.number) is not JSON, \(place)", data: ["line": .integer(Int64(line.number))])
                return write(.failure(problem), id: .null, into: &writer)
            }
        }
        guard case .array(let list) = json else {
            answer(json, at: RequestPlace(line: line.number), into: &writer)
            return
        }
        // A JSON-RPC batch: one line of several requests gets one line of their answers.
        guard !list.isEmpty else {
            return write(.failure(RequestError(.invalidRequest, "an empty list of requests")), id: .null, into: &writer)
        }
        guard list.count <= 1000 else {
            let problem = RequestError(.invalidRequest, "a list of \(list.count) requests; at most 1000 go in one line")
            return write(.failure(problem), id: .null, into: &writer)
        }
        var inner = JSONWriter()
        for (index, one) in list.enumerated() {
            answer(one, at: RequestPlace(line: line.number, index: index), into: &inner)
        }
        let answers = inner.take()
        guard !answers.isEmpty else { return }
        writer.raw("[")
        for byte in answers.dropLast() { writer.raw(byte == 0x0A ? UInt8(ascii: ",") : byte) }
        writer.raw("]\n")
    }

    private func answer(_ json: JSONValue, at place: RequestPlace, into writer: inout JSONWriter) {
        let request: Request
        do {
            request = try Request(json)
        } catch {
            // A notification gets no answer, be its parameters wrong; what is no request at all gets one.
            guard error.id != nil || error.code != .invalidParams else { return }
            return write(.failure(error), id: error.id ?? .null, into: &writer)
        }
        let monitor = running.start(request, at: place, report: request.wantsProgress ? report(request.id) : nil)
        defer { running.end(place) }
        let result = Result {
            if monitor.isCancelled { throw Monitor.Cancelled() }
            return try Monitor.$current.withValue(monitor) {
                let answer = try methods.answer(request)
                if let id = request.cancels { running.cancel(id, by: place) }
                return answer
            }
        }
        if let id = request.id { write(result.mapError { RequestError($0) }, id: id, into: &writer) }
    }

    private func write(_ result: Result<JSONValue, RequestError>, id: JSONValue, into writer: inout JSONWriter) {
        writer.raw("{\"jsonrpc\":\"2.0\",\"id\":")
        writer.write(id)
        switch result {
        case .success(let value):
            writer.raw(",\"result\":")
            writer.write(value)
        case .failure(let error):
            writer.raw(",\"error\":")
            writer.write(error.json)
        }
        writer.raw("}\n")
    }

    /// Progress as notifications, ten a second at most.
    private func report(_ id: JSONValue?) -> @Sendable (Int, Int, String) -> Void {
        let last = Mutex(ContinuousClock.now - .seconds(1))
        return { [output] done, total, what in
            let now = ContinuousClock.now
            let isDue = last.withLock { last in
                guard now - last > .milliseconds(100) || done == total else { return false }
                last = now
                return true
            }
            guard isDue else { return }
            var writer = JSONWriter()
            writer.write([
                "jsonrpc": "2.0", "method": "progress",
                "params": [
                    "id": id ?? .null, "done": .integer(Int64(done)), "total": .integer(Int64(total)),
                    "what": .string(what),
                ],
            ])
            writer.raw("\n")
            output.write(writer.take())
        }
    }

    /// `cancel` overtakes the queue: the request it names may be running, or waiting behind others.
    private func callOff(_ line: Line, _ parser: JSONParser) {
        guard case .bytes(let bytes) = line.content, bytes.contains(subsequence: "\"cancel\""),
            let json = try? parser.parse(bytes, { $0.value })
        else { return }
        for (index, one) in (json.array ?? [json]).enumerated() {
            guard let id = (try? Request(one))?.cancels else { continue }
            running.cancel(id, by: RequestPlace(line: line.number, index: index))
        }
    }
}

extension [UInt8] {
    /// Whether a text stands in the bytes.
    fileprivate func contains(subsequence text: StaticString) -> Bool {
        withUnsafeBytes { bytes in
            let count = text.utf8CodeUnitCount
            guard let base = bytes.baseAddress, bytes.count >= count else { return false }
            return (0...bytes.count - count).contains { i in
                bytes[i] == text.utf8Start[0] && memcmp(base + i, text.utf8Start, count) == 0
            }
        }
    }
}
