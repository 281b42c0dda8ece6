#include "schema/domain.h"
