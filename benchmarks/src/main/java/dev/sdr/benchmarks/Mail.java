package dev.sdr.benchmarks;

/** The message all contenders that keep text send: short, with the lead's name in it. */
final class Mail {

    static final String SUBJECT = "Fewer late invoices at {{company_name}}";
    static final String TEXT = "Hi {{first_name|there}},\n\n"
            + "finance teams of your size tell us that a fifth of their invoices leave late, because someone has to"
            + " chase hours first. We collect the hours where people already are and draft the invoice the same evening."
            + "\n\nWould a short call next week make sense, or is somebody else at {{company_name}} closer to this?"
            + "\n\nBest\n{{sender_first_name}}\n";
    static final String AGAIN = "Hi {{first_name|there}},\n\n"
            + "a short follow-up: a company near you cut the time between work done and invoice sent from twelve days to"
            + " two, without new software for their people. I can show you how in fifteen minutes."
            + "\n\nIs that of interest for {{company_name}}, or shall I leave it?\n\nBest\n{{sender_first_name}}\n";

    private Mail() {}

    /** The first mail as the raw contenders store it, footer included. */
    static String text(long lead) {
        return TEXT.replace("{{first_name|there}}", "Lee" + lead)
                        .replace("{{company_name}}", "Company " + lead)
                        .replace("{{sender_first_name}}", "Ann")
                + "\n-- \nExample Ltd, 1 High Street, Leeds LS1 1AA\n";
    }

    /** The first mail's subject. */
    static String subject(long lead) {
        return SUBJECT.replace("{{company_name}}", "Company " + lead);
    }
}
