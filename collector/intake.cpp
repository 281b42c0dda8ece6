#include "collector/intake.h"
