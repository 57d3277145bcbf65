package dev.sdr.internal.engine;

import dev.sdr.consent.Suppression;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.lead.EmailAddress;
import dev.sdr.store.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of the {@link Facts} that is on the suppression list. */
final class SuppressionFacts {

    private SuppressionFacts() {}

    /** The suppressions in force for any of some people, and every pattern. */
    static List<Suppression> inForce(Tx tx, List<Known> known) {
        Set<String> domains = new HashSet<>();
        known.forEach(k -> domains.addAll(domains(k)));
        return tx.suppressions()
                .inForce(Facts.distinct(known, k -> k.enrollment().addressKey()), domains);
    }

    /** Those of them that speak of one person. */
    static List<Suppression> of(Known known, List<Suppression> suppressions) {
        Optional<EmailAddress> address = known.lead().lead().map(l -> l.email());
        String key = known.enrollment().addressKey();
        return suppressions.stream()
                .filter(s -> address.map(a -> s.names(key, a)).orElse(s.value().equals(key)))
                .toList();
    }

    private static List<String> domains(Known known) {
        return known.lead().lead().map(l -> domains(l.email().domain())).orElse(List.of());
    }

    /** A domain and its parents, without the top level. */
    static List<String> domains(String domain) {
        List<String> all = new ArrayList<>();
        String rest = domain;
        while (rest.indexOf('.') > 0) {
            all.add(rest);
            rest = rest.substring(rest.indexOf('.') + 1);
        }
        return all;
    }
}
