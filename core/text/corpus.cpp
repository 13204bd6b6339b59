#include "text/corpus.h"
