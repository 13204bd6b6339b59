#include "evaluate/evaluate.h"
