#pragma once
// OpenSSL, with its macros as functions.
#include <openssl/ssl.h>
