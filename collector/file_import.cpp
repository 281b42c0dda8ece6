#include "collector/file_import.h"
