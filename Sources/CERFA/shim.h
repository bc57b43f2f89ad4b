#ifndef BIGSKIES_CERFA_SHIM_H
#define BIGSKIES_CERFA_SHIM_H

#include <erfa.h>

#endif
