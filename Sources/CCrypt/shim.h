#ifndef BIGSKIES_CCRYPT_SHIM_H
#define BIGSKIES_CCRYPT_SHIM_H

#include <crypt.h>

#endif
