/// A key to sort by in the upper, a payload in the lower 32 bits.
typealias KeyedRecord = UInt64

/// Sorts records by their upper 32 bits; equal keys keep their order.
///
/// Least-significant-digit radix sort in three passes of 11 bits. In parallel, each chunk counts and scatters its own
/// stretch of the input; stability makes the outcome the same for any number of chunks.
func radixSort(_ records: inout [KeyedRecord], parallel: Bool) {
    let count = records.count
    let chunks = parallel && count >= 1 << 16 ? 8 : 1
    let bits = 11
    let buckets = 1 << bits
    var scratch = [KeyedRecord](unsafeUninitializedCapacity: count) { $1 = count }
    var counts = [Int32](repeating: 0, count: buckets * chunks)
    for pass in 0..<3 {
        let shift = UInt64(32 + pass * bits)
        let mask = UInt64(buckets - 1)
        var sharedDigit = false
        records.withUnsafeBufferPointer { source in
            scratch.withUnsafeMutableBufferPointer { target in
                counts.withUnsafeMutableBufferPointer { counts in
                    counts.update(repeating: 0)
                    forEachChunk(chunks, parallel: parallel) { chunk in
                        let own = counts.baseAddress.unsafelyUnwrapped + chunk * buckets
                        for i in chunkRange(chunk, of: chunks, count: count) {
                            own[Int(source[i] >> shift & mask)] &+= 1
                        }
                    }
                    var sum: Int32 = 0
                    for bucket in 0..<buckets {
                        let before = sum
                        for chunk in 0..<chunks {
                            let n = counts[chunk * buckets + bucket]
                            counts[chunk * buckets + bucket] = sum
                            sum += n
                        }
                        if sum - before == count { sharedDigit = true }
                    }
                    if sharedDigit { return }
                    forEachChunk(chunks, parallel: parallel) { chunk in
                        let own = counts.baseAddress.unsafelyUnwrapped + chunk * buckets
                        for i in chunkRange(chunk, of: chunks, count: count) {
                            let record = source[i]
                            let bucket = Int(record >> shift & mask)
                            target[Int(own[bucket])] = record
                            own[bucket] &+= 1
                        }
                    }
                }
            }
        }
        if !sharedDigit { swap(&records, &scratch) }
    }
}
