#include "analyzer/digest_text.h"
