#include "schema/timestamp.h"
