import Foundation
import Synchronization

/// The signals that ask a program to end: Ctrl-C, `kill`, and a terminal that closes.
///
/// While one of these objects lives they are told to it, so that the work can be called off in order and leaves nothing
/// half-written; a second one ends the program at once.
struct EndSignals {
    private final class First: Sendable {
        let number = Atomic<Int32>(0)
    }
    private let received = First()
    private let sources: [any DispatchSourceSignal]

    /// - Parameter first: called with the first signal, from another thread.
    init(_ first: @escaping @Sendable () -> Void) {
        // A signal that is ignored from the start stays so: that is how `nohup` keeps a program alive.
        let watched = [SIGINT, SIGTERM, SIGHUP].filter { number in
            guard signal(number, SIG_IGN).map({ unsafeBitCast($0, to: Int.self) == 1 }) ?? false else { return true }
            return false
        }
        sources = watched.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        for (number, source) in zip(watched, sources) {
            source.setEventHandler { [received] in
                let (isFirst, _) = received.number.compareExchange(expected: 0, desired: number, ordering: .relaxed)
                guard isFirst else { _exit(128 + number) }
                first()
            }
            source.resume()
        }
    }

    /// The signal that came, if one did.
    var number: Int32? {
        let number = received.number.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Leaves the signals to the system again.
    func end() {
        for source in sources {
            source.cancel()
            signal(Int32(source.handle), SIG_DFL)
        }
    }
}

/// The work was called off by a signal. The exit status is a shell's for a program that the signal ended.
struct Interrupted: Error {
    var signal: Int32
    var exitCode: Int32 { 128 + signal }
}
