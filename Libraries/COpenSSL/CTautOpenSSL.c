#include "CTautOpenSSL.h"

// By default OpenSSL frees its tables when the process exits, while event loops on other threads may still use them.
// The first call decides, so it is made before `main`.
__attribute__((constructor)) static void taut_keep_openssl_until_the_end(void) {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}
