package dev.sdr.internal.engine;

import dev.sdr.consent.Suppression;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.lead.EmailAddress;
import dev.sdr.store.Tx;
import java.util.ArrayList;
import java.util.Collection;
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
        known.forEach(k -> k.lead().lead().ifPresent(l -> addDomains(l.email().domain(), domains)));
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

    /** A domain and its parents, without the top level. */
    static List<String> domains(String domain) {
        List<String> all = new ArrayList<>();
        addDomains(domain, all);
        return all;
    }

    private static void addDomains(String domain, Collection<String> all) {
        String rest = domain;
        for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
            all.add(rest);
            rest = rest.substring(dot + 1);
        }
    }
}
