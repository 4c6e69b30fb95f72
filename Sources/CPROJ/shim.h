#pragma once
#include <proj.h>
// For proj_crs_demote_to_2D, exported by every PROJ since 6.3.
#include <proj_experimental.h>
