#include "CTautZlib.h"
