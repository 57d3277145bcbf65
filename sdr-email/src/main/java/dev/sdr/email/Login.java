package dev.sdr.email;

/** How a user proves who it is. */
enum Login {
    /** By a password, in the strongest way that both sides know. */
    PASSWORD,
    /** By an OAuth access token (XOAUTH2) and in no other way. */
    TOKEN
}
