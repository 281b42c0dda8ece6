#include "schema/result_type.h"
