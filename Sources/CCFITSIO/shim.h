#ifndef BIGSKIES_CCFITSIO_SHIM_H
#define BIGSKIES_CCFITSIO_SHIM_H

#include <fitsio.h>

#endif
