package dev.sdr.crashlab;

import dev.sdr.lead.Lead;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import java.util.ArrayList;
import java.util.List;

/** Who is written to, and with what: the same in every process, from the lead's number alone. */
final class Leads {

    static final String SEQUENCE = "crash";
    static final String REP = "rep@sender.example";
    static final List<String> STEPS = List.of("one", "two", "three");

    private Leads() {}

    /** What a lead does when it gets mail, or what is done about it. */
    enum Role {
        RECEIVES(60),
        REPLIES_TO_ONE(10),
        REPLIES_TO_TWO(5),
        SAYS_STOP(5),
        BOUNCES(3),
        UNKNOWN_HERE(2),
        STOPPED_BY_HOST(5),
        SUPPRESSED(6),
        DOMAIN_SUPPRESSED(4);

        private final int share;

        Role(int share) {
            this.share = share;
        }

        /** The step at which it acts; those who only receive may be made to at the first. */
        String actsAt() {
            return this == REPLIES_TO_TWO ? "two" : "one";
        }
    }

    /** The role of a lead; the shares are exact over each hundred of neighbours. */
    static Role role(long seed, int number) {
        int place = (int) Math.floorMod(number * 37L + seed * 11L, 100L);
        for (Role role : Role.values()) {
            place -= role.share;
            if (place < 0) {
                return role;
            }
        }
        throw new IllegalStateException("the shares do not make a hundred");
    }

    static String address(long seed, int number) {
        String name = role(seed, number) == Role.UNKNOWN_HERE ? "gone" : "lead";
        return name + number + "@c" + number + ".example";
    }

    static String domain(int number) {
        return "c" + number + ".example";
    }

    /** The number of the lead with this address or id. */
    static int number(String addressOrId) {
        return Integer.parseInt(addressOrId.replaceAll("^\\D+(\\d+).*$", "$1"));
    }

    static List<Lead> range(long seed, int from, int to) {
        List<Lead> leads = new ArrayList<>();
        for (int i = from; i < to; i++) {
            leads.add(Lead.of("id" + i, address(seed, i)).with(Lead.FIRST_NAME, "Name" + i));
        }
        return leads;
    }

    /** The sequence; every edition is a version of its own with the same steps. */
    static Sequence sequence(int edition) {
        return Sequence.builder(SEQUENCE)
                .email("one", s -> s.subject("First [one]").text("Hello {{first_name}}, edition " + edition + "."))
                .email("two", s -> s.subject("Second [two]").text("Again.").after(Delay.days(1)))
                .email(
                        "three",
                        s -> s.subject("Third [three]").text("Good bye.").after(Delay.days(1)))
                .build();
    }
}
