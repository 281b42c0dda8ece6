#include "collector/ownership.h"
