#include "align/procrustes.h"
