#include "bert/device.h"
