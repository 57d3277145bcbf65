package dev.sdr.lead;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Domains at which anybody can have an address, so that two addresses there say nothing about a common company. The list is
 * the resource {@code free-mail.txt} beside this class.
 */
public final class FreeMail {

    private static final Set<String> DOMAINS = read();

    private FreeMail() {}

    /**
     * Whether anybody can have an address at a domain.
     *
     * @param domain the domain in lower-case ASCII
     * @return true for the providers of the list, and their subdomains
     */
    public static boolean isFree(String domain) {
        for (String rest = domain; rest.indexOf('.') > 0; rest = rest.substring(rest.indexOf('.') + 1)) {
            if (DOMAINS.contains(rest)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> read() {
        InputStream list = Objects.requireNonNull(FreeMail.class.getResourceAsStream("free-mail.txt"), "free-mail.txt");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
