#include "analyzer/verdict.h"
