package dev.sdr.gate;

import dev.sdr.lead.EmailAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whom a runner may write to. Immutable. */
public final class Recipients {

    private static final Recipients EVERYBODY = new Recipients(Set.of());

    private final Set<String> domains;

    private Recipients(Set<String> domains) {
        this.domains = domains;
    }

    /**
     * Everybody.
     *
     * @return no restriction
     */
    public static Recipients everybody() {
        return EVERYBODY;
    }

    /**
     * Only addresses of some domains. A subdomain is a domain of its own and must be named too.
     *
     * @param domains the domains, at least one, such as {@code example.com}; in any case, and in their own script or ASCII
     * @return the restriction
     * @throws IllegalArgumentException if there is none, or one is not a domain
     */
    public static Recipients onlyDomains(String... domains) {
        if (domains.length == 0) {
            throw new IllegalArgumentException("name at least one domain");
        }
        return new Recipients(Arrays.stream(domains)
                .map(d -> EmailAddress.of("a@" + d).domain())
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /**
     * Whether an address may be written to.
     *
     * @param address the address
     * @return true if it may
     */
    public boolean allows(EmailAddress address) {
        return domains.isEmpty() || domains.contains(address.domain());
    }

    /** The domains, for people. */
    @Override
    public String toString() {
        return domains.isEmpty() ? "everybody" : String.join(", ", domains);
    }
}
