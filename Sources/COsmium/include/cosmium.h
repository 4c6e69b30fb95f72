#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// An OpenStreetMap file being read by libosmium. One per thread.
typedef struct cosmium_file cosmium_file;

/// A key whose values are wanted.
typedef struct {
    const char *name;
    int32_t makes_layer;  ///< 1 if an object with this key is delivered, 0 if the key only describes
} cosmium_key;

/// A place in 1e-7 degrees; both INT32_MAX if the file does not hold the node.
typedef struct {
    int32_t x, y;
} cosmium_point;

/// A value of a wanted key; its bytes are `text[start ..< start + length]`.
typedef struct {
    int32_t key;  ///< place in the list of keys
    uint32_t start, length;
} cosmium_tag;

/// One ring of an area, closed (last point = first), `outer` before its own inner rings.
typedef struct {
    uint32_t end;  ///< where it ends in `ring_points`
    int32_t outer;
} cosmium_ring;

enum cosmium_area {
    COSMIUM_NO_AREA = 0,       ///< a node or an open way
    COSMIUM_AREA = 1,          ///< rings were built
    COSMIUM_BROKEN = 2,        ///< no valid area: open or crossing rings, fewer than three corners
    COSMIUM_INCOMPLETE = 3,    ///< nodes or member ways are not in the file
};

/// One tagged object. Ends count from the start of the batch's arrays.
typedef struct {
    int64_t id;
    uint32_t tags_end;
    uint32_t points_end;  ///< a node's place, a way's nodes
    uint32_t rings_end;
    uint32_t missing;  ///< nodes whose place is unknown
    uint8_t type;      ///< 'n', 'w' or 'r'
    uint8_t area;      ///< enum cosmium_area
} cosmium_object;

/// Objects and what they are made of; valid until the file's next batch.
typedef struct {
    const cosmium_object *objects;
    size_t object_count;
    const cosmium_tag *tags;
    const char *text;
    const cosmium_point *points;
    const cosmium_ring *rings;
    const cosmium_point *ring_points;
} cosmium_batch;

/// Tagged objects that no layer key names: how many, and the first few. Nodes, ways, relations.
typedef struct {
    uint64_t count[3];
    int64_t first[3][5];
} cosmium_unused;

enum cosmium_code {
    COSMIUM_OK = 0,
    COSMIUM_END = 1,
    COSMIUM_BAD_FILE = 2,  ///< the file is not what it says
    COSMIUM_SYSTEM = 3,    ///< the operating system refused
    COSMIUM_MEMORY = 4,
};

/// Opens a file. `format` is libosmium's name of it: `pbf`, `osm`, `osm.gz`, `osm.bz2`.
/// Never NULL except without memory; failures show in the first `cosmium_next`.
cosmium_file *cosmium_open(const char *path, const char *format, const cosmium_key *keys, size_t key_count);
void cosmium_close(cosmium_file *);

/// The next objects: nodes, ways, relations, each by id. A batch may hold no objects.
enum cosmium_code cosmium_next(cosmium_file *, cosmium_batch *out);

/// What went wrong in the last call; empty if nothing did.
const char *cosmium_message(const cosmium_file *);

/// Complete once `cosmium_next` has answered COSMIUM_END.
cosmium_unused cosmium_unused_objects(const cosmium_file *);

/// Whether the file was not sorted by type and id, so that all of it was held in memory.
int32_t cosmium_was_unsorted(const cosmium_file *);

#ifdef __cplusplus
}
#endif
