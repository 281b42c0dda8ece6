#include "analyzer/grouping.h"
