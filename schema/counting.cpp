#include "schema/counting.h"
