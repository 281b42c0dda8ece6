#include "schema/deviation.h"
