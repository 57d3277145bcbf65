package dev.sdr.compose;

import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The values that templates may name. */
public final class PlaceholderValues {

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private PlaceholderValues() {}

    /**
     * The values for one lead and mailbox.
     *
     * @param lead the lead, whose attributes are values
     * @param mailbox the mailbox, for {@code sender_name} (the sender's legal name if it has none), {@code
     *     sender_first_name} and {@code sender_email}
     * @param sender the sender, for {@code sender_company} and {@code sender_address}
     * @return the values by name, none of them blank
     */
    public static Map<String, String> of(Lead lead, Mailbox mailbox, Sender sender) {
        Map<String, String> values = new LinkedHashMap<>(lead.attributes());
        String name = mailbox.name().isBlank() ? sender.legalName() : mailbox.name();
        values.put("sender_name", name);
        values.put("sender_first_name", SPACE.split(name.strip(), 2)[0]);
        values.put("sender_email", mailbox.address().value());
        values.put("sender_company", sender.legalName());
        values.put("sender_address", sender.postalAddress());
        return values;
    }
}
