#include "analyzer/commands.h"
