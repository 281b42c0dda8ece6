#include "program/cli.h"
