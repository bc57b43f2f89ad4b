#ifndef BIGSKIES_CPOSTGRES_SHIM_H
#define BIGSKIES_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

#endif
