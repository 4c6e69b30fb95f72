import ArgumentParser
import City
import Engine
import Foundation
import Geometry
import JSON
import Synchronization

/// What every command understands.
struct Verbosity: ParsableArguments {
    @Flag(name: .long, help: "Say nothing on standard error but errors.")
    var quiet = false
    @Flag(name: .long, help: "Say more on standard error: every kind of diagnostic, timing.")
    var verbose = false
    @Flag(name: .long, help: "Write standard error as JSON lines.")
    var jsonLog = false
}

/// Standard output for results, standard error for all else.
struct Terminal {
    let verbosity: Verbosity

    /// Result text.
    static func out(_ text: String) { write(text + "\n", to: 1) }

    /// Writes all bytes; ends the program quietly when nobody reads its results any more.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Foundation.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                if count > 0 {
                    sent += count
                } else if descriptor == 2, errno != EINTR {
                    // Nobody listens: no reason to stop the work.
                    return
                } else if errno == EPIPE {
                    Foundation.exit(0)
                } else if errno != EINTR {
                    // A full disk must not look like an answer.
                    let reason = "qala: the output cannot be written: \(String(cString: strerror(errno)))\n"
                    _ = reason.withCString { Foundation.write(2, $0, strlen($0)) }
                    Foundation.exit(65)
                }
            }
        }
    }

    /// A line for a person who watches.
    func say(_ text: String, _ fields: JSONObject = [:]) {
        guard !verbosity.quiet else { return }
        log("info", text, fields)
    }

    private func log(_ level: String, _ text: String, _ fields: JSONObject) {
        if verbosity.jsonLog {
            var object: JSONObject = ["level": .string(level), "message": .string(text)]
            for member in fields.members { object[member.key] = member.value }
            Terminal.write(JSONValue.object(object).text() + "\n", to: 2)
        } else {
            Terminal.write(text + "\n", to: 2)
        }
    }

    /// Diagnostics, a line a kind; notes only with `--verbose`.
    func say(_ diagnostics: Diagnostics) {
        let all = diagnostics.all
        let isFull = verbosity.verbose || verbosity.jsonLog
        for d in all where d.severity != .note || isFull {
            let more = d.count > d.features.count ? ", …" : ""
            let features = d.features.isEmpty ? "" : ": " + d.features.joined(separator: ", ") + more
            let times = d.severity == .caution && d.count == 1 ? "" : "\(d.count) × "
            say("\(d.severity.rawValue): \(times)\(d.message)\(features)", d.json.object ?? [:])
        }
        let notes = all.reduce(0) { $0 + ($1.severity == .note ? 1 : 0) }
        if notes > 0, !isFull {
            say(notes == 1 ? "1 note; --verbose shows it" : "\(notes) notes; --verbose shows them")
        }
    }

    /// Runs something long: Ctrl-C or `kill` call it off, so that nothing half-written stays behind; progress goes to
    /// standard error, if that is a terminal.
    func withProgress<R>(_ body: () throws -> R) throws -> R {
        let isShown = isatty(2) == 1 && !verbosity.quiet && !verbosity.jsonLog
        let start = ContinuousClock.now
        let last = Mutex(start)
        let progress = Monitor { done, total, what in
            guard isShown else { return }
            let now = ContinuousClock.now
            let isDue = last.withLock { last in
                guard now - last > .milliseconds(200) else { return false }
                last = now
                return true
            }
            guard isDue else { return }
            let seconds =
                Double((now - start).components.seconds) + Double((now - start).components.attoseconds) * 1e-18
            let rate = Double(done) / max(seconds, 1e-3)
            var line = "\(done) \(what), \(Int(rate))/s"
            if total > 0 {
                line = "\(100 * done / max(total, 1)) %  \(done) of \(total) \(what), \(Int(rate))/s, "
                line += "\(Int((Double(total - done) / max(rate, 1e-9)).rounded(.up))) s left"
            }
            Terminal.write("\r\u{1B}[K\(line)", to: 2)
        }
        let signals = EndSignals { progress.cancel() }
        defer {
            signals.end()
            if isShown { Terminal.write("\r\u{1B}[K", to: 2) }
        }
        do {
            return try Monitor.$current.withValue(progress) { try body() }
        } catch is Monitor.Cancelled {
            throw Interrupted(signal: signals.number ?? SIGINT)
        }
    }

    /// Prints an error and ends the program with its exit code.
    static func exit(with error: any Error) -> Never {
        let code: Int32 =
            switch error {
            case let e as InputError: e.exitCode
            case let e as DataError: e.exitCode
            case let e as NativeError: e.exitCode
            case is JSONFault: 64
            case let e as Interrupted: e.exitCode
            default: -1
            }
        guard code >= 0 else { Qala.exit(withError: error) }
        write("qala: \(error is Interrupted ? "called off; no half-written file is left" : "\(error)")\n", to: 2)
        Foundation.exit(code)
    }

    /// Columns of text, numbers to the right.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let isNumber = header.indices.map { column in
            !rows.isEmpty
                && rows.allSatisfy { row in
                    let cell = row[column].hasSuffix(" pp") ? row[column].dropLast(3) : row[column][...]
                    return cell.isEmpty || cell == "–" || Double(cell.replacing(" ", with: "")) != nil
                }
        }
        return all.map { row in
            var line = ""
            for (i, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[i] - cell.count)
                line += isNumber[i] ? space + cell : cell + space
                if i < row.count - 1 { line += "  " }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// `1 feature`, `2 features`.
    static func count(_ n: Int, _ noun: String) -> String { n == 1 ? "1 \(noun)" : "\(n) \(noun)s" }

    /// A difference: with its sign.
    static func difference(_ x: Double) -> String { (x > 0 ? "+" : "") + number(x) }

    /// A number as a person reads it: three decimals or three digits at most, thousands apart.
    static func number(_ x: Double) -> String {
        guard x.isFinite else { return "–" }
        let magnitude = abs(x)
        if magnitude > 0, magnitude < 0.01 { return String(format: "%.3g", x) }
        let digits = magnitude >= 1000 ? 0 : magnitude >= 100 ? 1 : magnitude >= 10 ? 2 : 3
        var text = String(format: "%.\(digits)f", x)
        if text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        var whole = Substring(text).prefix { $0 != "." }
        let rest = text.dropFirst(whole.count)
        let sign = whole.hasPrefix("-") ? "-" : ""
        whole = whole.drop { $0 == "-" }
        var grouped = ""
        for (i, c) in whole.reversed().enumerated() {
            if i > 0, i % 3 == 0 { grouped.append(" ") }
            grouped.append(c)
        }
        return sign + String(grouped.reversed()) + rest
    }
}
