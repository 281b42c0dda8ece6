#include "program/demo.h"
