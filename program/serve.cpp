#include "program/serve.h"
