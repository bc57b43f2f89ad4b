#ifndef BIGSKIES_CZXCVBN_SHIM_H
#define BIGSKIES_CZXCVBN_SHIM_H

#include <zxcvbn.h>

#endif
