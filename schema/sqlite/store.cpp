#include "schema/store.h"
