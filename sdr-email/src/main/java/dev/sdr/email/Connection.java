package dev.sdr.email;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where and how to connect.
 *
 * @param host the server
 * @param port its port
 * @param tls how it is protected
 * @param user the user, or empty for none
 * @param login what {@code secret} is
 * @param secret the password or access token, asked at each connection
 * @param connectTimeout how long connecting may take
 * @param readTimeout how long each answer may take
 * @param sockets what makes TLS sockets, if not the platform's default
 */
record Connection(
        String host,
        int port,
        Tls tls,
        Optional<String> user,
        Login login,
        Supplier<String> secret,
        Duration connectTimeout,
        Duration readTimeout,
        Optional<SSLSocketFactory> sockets) {

    Connection {
        requireNonNull(host, "host");
        requireNonNull(tls, "tls");
        requireNonNull(user, "user");
        requireNonNull(login, "login");
        requireNonNull(secret, "secret");
        requireNonNull(connectTimeout, "connectTimeout");
        requireNonNull(readTimeout, "readTimeout");
        requireNonNull(sockets, "sockets");
    }

    static Connection to(String host, int port, Tls tls) {
        return new Connection(
                host,
                port,
                tls,
                Optional.empty(),
                Login.PASSWORD,
                () -> "",
                Duration.ofSeconds(20),
                Duration.ofMinutes(2),
                Optional.empty());
    }

    Connection with(Tls newTls) {
        return new Connection(host, port, newTls, user, login, secret, connectTimeout, readTimeout, sockets);
    }

    Connection with(String newUser, Login newLogin, Supplier<String> newSecret) {
        return new Connection(
                host, port, tls, Optional.of(newUser), newLogin, newSecret, connectTimeout, readTimeout, sockets);
    }

    Connection with(Duration connect, Duration read) {
        return new Connection(host, port, tls, user, login, secret, connect, read, sockets);
    }

    Connection with(SSLSocketFactory factory) {
        return new Connection(host, port, tls, user, login, secret, connectTimeout, readTimeout, Optional.of(factory));
    }

    /** The session properties of a protocol, {@code smtp} or {@code imap}. */
    Properties properties(String protocol) {
        String prefix = "mail." + protocol + ".";
        Properties p = new Properties();
        p.setProperty(prefix + "host", host);
        p.setProperty(prefix + "port", Integer.toString(port));
        p.setProperty(prefix + "connectiontimeout", Long.toString(connectTimeout.toMillis()));
        p.setProperty(prefix + "timeout", Long.toString(readTimeout.toMillis()));
        p.setProperty(prefix + "writetimeout", Long.toString(readTimeout.toMillis()));
        p.setProperty(prefix + "auth", Boolean.toString(user.isPresent()));
        if (login == Login.TOKEN) {
            p.setProperty(prefix + "auth.mechanisms", "XOAUTH2"); // a token is never sent as a password
        }
        p.setProperty(prefix + "ssl.enable", Boolean.toString(tls == Tls.IMPLICIT));
        p.setProperty(prefix + "starttls.enable", Boolean.toString(tls == Tls.STARTTLS));
        p.setProperty(prefix + "starttls.required", Boolean.toString(tls == Tls.STARTTLS));
        p.setProperty(prefix + "ssl.checkserveridentity", "true");
        sockets.ifPresent(factory -> p.put(prefix + "ssl.socketFactory", factory));
        return p;
    }
}
