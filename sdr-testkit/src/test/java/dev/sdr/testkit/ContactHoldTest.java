package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.consent.ContactRules;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.EnrollmentRows;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What leads cost that the contact gate holds, and what makes them due at once. */
class ContactHoldTest {

    private final Office office = new Office();
    private final Claims claims = new Claims(office.store);

    private final Sequence cold = Sequence.builder("cold")
            .email("first", s -> s.subject("Hello").text("One."))
            .email("second", s -> s.text("Two.").after(Delay.days(2)))
            .build();
    private final Sequence other = Sequence.builder("other")
            .email("first", s -> s.subject("Other").text("One."))
            .build();

    private static Lead lead(String basis) {
        return Lead.of("jane", "jane@company.example").with(Lead.COUNTRY, "DE").with(Lead.LEGAL_BASIS, basis);
    }

    private SequenceRunner runner(ContactRules rules) {
        return office.runner(claims, cold, other).contactRules(rules).build();
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    @Test
    void itIsLookedAtOnceADay() { // P10, P2
        SequenceRunner runner = runner(ContactRules.standard());
        runner.enroll(lead(""), "cold");
        run(runner);
        assertThat(claims.claimed).isEqualTo(1);
        for (int hour = 1; hour < 24; hour++) {
            office.clock.advance(Duration.ofHours(1));
            runner.enroll(lead(""), "cold"); // says nothing new
            run(runner);
        }
        assertThat(claims.claimed).isEqualTo(1);
        office.clock.advance(Duration.ofHours(1));
        run(runner);
        assertThat(claims.claimed).isEqualTo(2);
    }

    @Test
    void whatIsNewAboutALeadCountsAtOnceInEverySequence() {
        SequenceRunner runner = runner(ContactRules.standard());
        runner.enroll(lead(""), "cold");
        run(runner);
        runner.enroll(lead("consent"), "other");
        run(runner);
        assertThat(office.sent).extracting(m -> m.subject()).containsExactlyInAnyOrder("Hello", "Other");

        runner.enroll(lead("existing_customer"), "cold");
        run(runner);
        assertThat(office.sent).as("a step that nothing holds keeps its time").hasSize(2);
    }

    @Test
    void aRuleThatWasLiftedCountsWhenTheCampaignIsResumedAndWithinADay() {
        runner(ContactRules.standard()).enroll(lead(""), "cold");
        run(runner(ContactRules.standard()));
        SequenceRunner lifted = runner(ContactRules.standard().without("de-uwg-7", "counsel's advice of 3 March"));
        run(lifted);
        assertThat(office.sent).isEmpty();

        lifted.campaigns().resume("cold");
        run(lifted);
        assertThat(office.sent).hasSize(1);
        lifted.campaigns().resume("cold");
        run(lifted);
        assertThat(office.sent).hasSize(1);

        SequenceRunner strict = runner(ContactRules.standard());
        strict.enroll(Lead.of("joe", "joe@other.example").with(Lead.COUNTRY, "DE"), "cold");
        run(strict);
        office.clock.advance(Duration.ofHours(24));
        run(lifted);
        assertThat(office.sent).hasSize(2);
    }

    /** Counts the enrollments that claims take. */
    private static final class Claims implements SequenceStore {

        private final SequenceStore store;
        private int claimed;

        Claims(SequenceStore store) {
            this.store = store;
        }

        @Override
        public <T> T inTransaction(Function<Tx, T> work) {
            return store.inTransaction(tx -> work.apply(new ForwardingTx(tx) {
                @Override
                public EnrollmentRows enrollments() {
                    return Layers.around(EnrollmentRows.class, super.enrollments(), call -> {
                        Object result = call.proceed();
                        if (call.name().equals("claim")) {
                            claimed += ((Collection<?>) result).size();
                        }
                        return result;
                    });
                }
            }));
        }

        @Override
        public Optional<String> identity() {
            return store.identity();
        }
    }
}
