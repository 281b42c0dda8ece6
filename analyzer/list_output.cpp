#include "analyzer/list_output.h"
