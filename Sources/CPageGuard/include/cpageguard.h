#pragma once
#include <stddef.h>

// Files mapped into memory can be cut short by another program while they are read; the system then ends the reader
// with SIGBUS at its next look behind the new end. A guarded stretch reads as zeros there instead, and says so.

/// Guards the whole pages of a mapping.
/// Returns a number for the other calls, or -1 if too many mappings are guarded at once.
int cpageguard_begin(void *start, size_t length);

/// Whether anyone looked behind the end of the file.
int cpageguard_was_hit(int guard);

/// Ends the guard; before the mapping goes.
void cpageguard_end(int guard);
