#include "schema/report_json.h"
