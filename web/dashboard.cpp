#include "web/dashboard.h"
