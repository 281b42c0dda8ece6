#include "schema/reports.h"
