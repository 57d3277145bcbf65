package dev.sdr.gmailhost;

import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequence;

/** What is sent. */
final class Mails {

    static final Sequence SEQUENCE = Sequence.builder("two-mails")
            .purpose(Purpose.OPTED_IN)
            .email("first", s -> s.subject("A question").text("Hello {{first_name|there}},\n\ncan you read this?"))
            .email(
                    "second",
                    s -> s.text("Did my question reach you?")
                            .after(Delay.days(2))
                            .when(Condition.NO_REPLY))
            .build();

    private Mails() {}
}
