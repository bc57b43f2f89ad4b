#ifndef BIGSKIES_CPNG_SHIM_H
#define BIGSKIES_CPNG_SHIM_H

#include <png.h>

#endif
