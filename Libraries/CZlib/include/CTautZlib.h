#pragma once
// zlib, with its macros as functions.
#include <zlib.h>
