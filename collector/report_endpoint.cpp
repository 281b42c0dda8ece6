#include "collector/report_endpoint.h"
