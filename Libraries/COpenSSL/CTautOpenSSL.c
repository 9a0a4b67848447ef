#include "CTautOpenSSL.h"
