#include "CTautLinux.h"
