#include "schema/identity.h"
