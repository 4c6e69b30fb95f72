#include "csimd.h"
// Header-only; this file makes the target a library.
