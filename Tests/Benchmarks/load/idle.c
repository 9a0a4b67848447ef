#include "load.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <unistd.h>

static void open_encrypted(SSL_CTX *context) {
  char text[4096];
  SSL *tls = SSL_new(context);
  SSL_set_fd(tls, connect_socket());
  if (SSL_connect(tls) != 1) die("the TLS handshake failed");
  SSL_write(tls, text, write_request(text, sizeof text, options.ways[0].path));
  int count = SSL_read(tls, text, sizeof text);
  if (count < 12 || strncmp(text, "HTTP/1.1 101", 12) != 0) die("an upgrade was refused");
}

static void open_many_encrypted(int count) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  for (int i = 0; i < count; i++) open_encrypted(context);
}

// Opens the connections, says so, and holds them until standard input ends.
void run_idle(void) {
  char byte;
  if (options.tls) {
    open_many_encrypted(options.connections);
  } else {
    open_connections(options.connections);
  }
  printf("{\"open\":%d}\n", options.connections);
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0 || errno == EINTR) continue;
}
