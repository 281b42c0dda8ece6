#include "collector/unpack.h"
