#include "schema/deliveries.h"
