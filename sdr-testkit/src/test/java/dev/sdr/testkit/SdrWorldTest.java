package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SdrWorldTest {

    static final Sequence SEQUENCE = Sequence.builder("world")
            .email("first", s -> s.subject("About {{company_name}}").text("Hi {{first_name}},\n\nfirst."))
            .email(
                    "second",
                    s -> s.text("Hello {{first_name|there}}, second.")
                            .after(Delay.days(2))
                            .when(Condition.NO_REPLY))
            .step("social", "linkedin", s -> s.text("Hello").after(Delay.days(1)))
            .email(
                    "third",
                    s -> s.subject("Another thought")
                            .text("Third.")
                            .after(Delay.days(3))
                            .when(Condition.NO_REPLY))
            .email("fourth", s -> s.text("Fourth.").after(Delay.businessDays(2)).when(Condition.NO_REPLY))
            .build();

    @Test
    void noPromiseIsBrokenInThousandsOfWorldsWithCrashes() {
        List<String> violations = new ArrayList<>();
        int sent = 0;
        int deaths = 0;
        for (long seed = 1; seed <= Long.getLong("sdr.worlds", 200); seed++) {
            WorldResult result = SdrWorld.of(SEQUENCE).leads(12).seed(seed).run();
            sent += result.sent();
            deaths += result.deaths();
            for (String violation : result.violations()) {
                violations.add("seed " + seed + ": " + violation);
            }
        }
        System.out.println("sent " + sent + " deaths " + deaths);
        assertThat(violations).isEmpty();
    }
}
