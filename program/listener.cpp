#include "program/listener.h"
