#include "program/config.h"
