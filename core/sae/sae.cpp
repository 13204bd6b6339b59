#include "sae/sae.h"
