#include "schema/printable.h"
