#include "analyzer/render.h"
