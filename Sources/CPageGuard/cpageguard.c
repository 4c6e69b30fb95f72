#include "cpageguard.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

// The handler runs in the middle of anything, so it may use nothing but atomics and system calls: a table of fixed size.
enum { guards = 1024 };

static struct {
    atomic_int taken;
    _Atomic uintptr_t start;
    _Atomic uintptr_t end;
    atomic_int hit;
} table[guards];

static uintptr_t page = 4096;
static struct sigaction previous;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void handle(int signal, siginfo_t *info, void *context) {
    (void)context;
    uintptr_t at = (uintptr_t)info->si_addr;
    for (int i = 0; i < guards; i++) {
        uintptr_t start = atomic_load(&table[i].start);
        uintptr_t end = atomic_load(&table[i].end);
        if (at < start || at >= end) continue;
        // Zeros from the page in question to the end; the instruction is then tried again.
        uintptr_t from = at / page * page;
        void *made = mmap(
            (void *)from, end - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (made == MAP_FAILED) break;
        atomic_store(&table[i].hit, 1);
        return;
    }
    // None of ours: whoever would have had it without us gets it when the instruction is tried again.
    sigaction(signal, &previous, NULL);
}

static void install(void) {
    long size = sysconf(_SC_PAGESIZE);
    if (size > 0) page = (uintptr_t)size;
    struct sigaction action = {0};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &previous);
}

int cpageguard_begin(void *start, size_t length) {
    pthread_once(&once, install);
    for (int i = 0; i < guards; i++) {
        int free = 0;
        if (!atomic_compare_exchange_strong(&table[i].taken, &free, 1)) continue;
        atomic_store(&table[i].hit, 0);
        // The end last: until then the stretch is empty.
        atomic_store(&table[i].start, (uintptr_t)start);
        atomic_store(&table[i].end, ((uintptr_t)start + length + page - 1) / page * page);
        return i;
    }
    return -1;
}

int cpageguard_was_hit(int guard) { return atomic_load(&table[guard].hit); }

void cpageguard_end(int guard) {
    atomic_store(&table[guard].end, 0);
    atomic_store(&table[guard].start, 0);
    atomic_store(&table[guard].taken, 0);
}
