#include "analyzer/digest.h"
