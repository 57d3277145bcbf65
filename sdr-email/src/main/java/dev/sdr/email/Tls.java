package dev.sdr.email;

/** How a connection is protected. */
enum Tls {
    /** TLS from the first byte. */
    IMPLICIT,
    /** TLS by STARTTLS; a server that does not offer it is refused. */
    STARTTLS,
    /** No protection: for a server on this machine. */
    NONE
}
