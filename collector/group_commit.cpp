#include "collector/group_commit.h"
