#include "analyzer/remedies.h"
