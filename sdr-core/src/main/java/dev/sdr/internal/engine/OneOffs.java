package dev.sdr.internal.engine;

import dev.sdr.compose.OneOff;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.Tx;
import java.time.Instant;

/** One-off mails as sequences of one step, so that they take the way of every touch. */
final class OneOffs {

    /** What the ids of such sequences begin with; no sequence of a host may. */
    static final String PREFIX = "sdr:one-off/";

    /** The campaign of all one-off mails. */
    static final String CAMPAIGN = "sdr:one-off";

    private OneOffs() {}

    static Campaign campaign(Tx tx, Instant now) {
        Campaign own = new Campaign(CAMPAIGN, "one-off mail", now, CAMPAIGN, Purpose.CUSTOMER, Campaign.Status.RUNNING);
        CampaignRecords.write(tx, new CampaignRecords.Stored(own, 0));
        return own;
    }

    static Sequence sequence(OneOff mail) {
        return Sequence.builder(PREFIX + mail.key())
                .name(mail.key())
                .purpose(Purpose.CUSTOMER)
                .email("mail", s -> {
                    s.subject(mail.subject()).text(mail.text());
                    mail.html().ifPresent(s::html);
                    return s;
                })
                .build();
    }
}
