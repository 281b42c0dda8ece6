#include "analyzer/explain.h"
