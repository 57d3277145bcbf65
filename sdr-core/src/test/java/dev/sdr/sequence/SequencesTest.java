package dev.sdr.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.ConfigurationException;
import dev.sdr.sequence.SequenceCheck.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencesTest {

    private static final Path SAMPLES = Path.of("..", "examples", "quickstart", "sequences");

    @TempDir
    private Path folder;

    private SequenceCheck check(String yaml) throws IOException {
        Files.writeString(folder.resolve("hello.txt"), "Hi {{first_name|there}}");
        Files.writeString(folder.resolve("test.yaml"), yaml);
        return Sequences.check(folder);
    }

    private static final String HEAD = "sequence_type: test\nsteps:\n";

    @Test
    void thePlansSequenceLoadsUnmodified() {
        Sequence cold = Sequences.load(SAMPLES).find("cold_outreach").orElseThrow();
        assertThat(cold.name()).isEqualTo("Cold Outreach - 5 Touch");
        assertThat(cold.purpose()).isEqualTo(Purpose.COLD); // it says nothing, so the most careful one
        assertThat(cold.steps()).extracting(s -> s.delay().days()).containsExactly(0, 3, 2, 2, 7);
        assertThat(cold.steps())
                .extracting(Step::channel)
                .containsExactly("email", "email", "linkedin", "email", "email");
        assertThat(cold.steps().get(1).condition()).isEqualTo(Condition.NO_REPLY);
        assertThat(cold.steps()).allMatch(Step::waitForReply);
        assertThat(cold.threadOf(cold.steps().get(1))).contains("step-1");
        assertThat(cold.threadOf(cold.steps().get(3))).isEmpty();
    }

    @Test
    void aStepIsKnownByItsIdAndAStrangersStepIsRefused() {
        Sequence two = Sequence.builder("two")
                .email("one", s -> s.subject("Hello").text("One."))
                .email("two", s -> s.text("Two."))
                .build();
        Sequence edited = Sequence.builder("two")
                .email("one", s -> s.subject("Hello").text("Changed."))
                .email("three", s -> s.text("Three."))
                .build();
        assertThat(two.after(edited.steps().get(0))).contains(two.steps().get(1));
        assertThat(two.threadOf(edited.steps().get(0))).isEmpty();
        Step stranger = edited.steps().get(1);
        assertThatThrownBy(() -> two.after(stranger))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequence two has no step three");
        assertThatThrownBy(() -> two.threadOf(stranger)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSamplesHaveOnlyTheWarningsTheyAreKnownFor() {
        SequenceCheck check = Sequences.check(SAMPLES);
        assertThat(check.errors()).isEmpty();
        assertThat(check.warnings())
                .extracting(Problem::message)
                .allMatch(m -> m.contains("has no fallback: the step holds for leads without it"));
        assertThat(check.sequences()).extracting(Sequence::id).containsExactly("cold_outreach", "follow_up");
    }

    @Test
    void theExtensionsOfTheSecondSample() {
        Sequence followUp = Sequences.load(SAMPLES).find("follow_up").orElseThrow();
        assertThat(followUp.purpose()).isEqualTo(Purpose.OPTED_IN);
        assertThat(followUp.late().action()).isEqualTo(LatePolicy.Action.SKIP);
        assertThat(followUp.steps().get(1).delay()).isEqualTo(Delay.businessDays(4));
        assertThat(followUp.steps().get(1).window().orElseThrow().days())
                .containsExactlyInAnyOrder(DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY);
    }

    @Test
    void everyErrorIsToldWithItsPlaceInOneGo() throws IOException {
        SequenceCheck check = check("""
                sequence_type: test
                total_step: 3
                steps:
                  - step: 1
                    day: 5
                    chanel: email
                    template: hello
                    subject: "Hi {{first_name"
                  - step: 2
                    day: 2
                    channel: email
                    template: nothing_there
                    condition: replied_twice
                    goto: 1
                  - step: 2
                    day: x
                    channel: email
                    text: "a"
                    template: hello
                    wait_for_reply: maybe
                    window: {days: [mon, someday], from: "17:00", to: "09:00"}
                    step: 3
                """);
        assertThat(check.sequences()).isEmpty();
        assertThat(check.errors().stream().map(Problem::toString).toList())
                .contains(
                        "test.yaml:2:1: unknown field 'total_step'; did you mean 'total_steps'?",
                        "test.yaml:6:5: unknown field 'chanel'; did you mean 'channel'?",
                        "test.yaml:10:10: 'day' must not go back: 2 comes after 5",
                        "test.yaml:12:15: there is no template 'nothing_there': write nothing_there.txt beside this file or"
                                + " in its folder 'templates'",
                        "test.yaml:13:16: unknown condition 'replied_twice'; known are always, no_reply, replied, opened,"
                                + " not_opened, clicked, and 'within 3 days' after opened, not_opened and clicked",
                        "test.yaml:16:10: 'day' must be a whole number, was 'x'",
                        "test.yaml:19:15: give 'template' or 'text', not both",
                        "test.yaml:20:21: 'wait_for_reply' must be true or false, was 'maybe'",
                        "test.yaml:21:26: unknown day 'someday'; known are mon, tue, wed, thu, fri, sat, sun",
                        "test.yaml:22:5: the field 'step' is given twice; remove one")
                .anyMatch(e -> e.startsWith("test.yaml:8:14: in 'subject' at 1:4: this is not a placeholder"))
                .anyMatch(e -> e.startsWith("test.yaml:21:13: the window can never open"))
                .anyMatch(e -> e.contains("step 'step-1' is not a later step"));
    }

    @Test
    void aTemplateErrorIsToldInItsOwnFile() throws IOException {
        Files.writeString(folder.resolve("broken.txt"), "Hi\n\nwe {{Company}} you");
        SequenceCheck check = check(HEAD + "  - {channel: email, template: broken, subject: x}\n");
        assertThat(check.errors()).hasSize(1);
        assertThat(check.errors().get(0).toString()).startsWith("broken.txt:3:4: this is not a placeholder");
    }

    @Test
    void whatIsProbablyNotMeantIsWarnedAbout() throws IOException {
        SequenceCheck check = check(HEAD.replace("steps:", "total_steps: 9\nsteps:") + """
                  - {id: a, channel: email, template: hello, subject: "Re: Hello", goto: c}
                  - {id: b, channel: email, template: hello, subject: "x"}
                  - {id: c, channel: email, text: "Hi {{first_name}}", subject: "y"}
                """);
        assertThat(check.errors()).isEmpty();
        assertThat(check.warnings())
                .extracting(Problem::message)
                .anyMatch(m -> m.contains("total_steps says 9, but there are 3"))
                .anyMatch(m -> m.contains("begins with \"Re:\", but no earlier mail has this subject"))
                .anyMatch(m -> m.contains("step 'b' can never be reached"))
                .anyMatch(m -> m.contains("{{first_name}} has no fallback"));
    }

    @Test
    void brokenFilesAreToldAndNothingIsLoaded() throws IOException {
        Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
        Files.writeString(folder.resolve("syntax.yaml"), "steps: [\n  - {");
        Files.writeString(folder.resolve("empty.yaml"), "");
        SequenceCheck check = check(HEAD + "  - {channel: email, template: hello, subject: x}\n");
        assertThat(check.errors().stream().map(Problem::toString).toList())
                .anyMatch(e -> e.startsWith("latin.yaml:1:1: the file is not UTF-8"))
                .anyMatch(e -> e.startsWith("syntax.yaml:2:3: this is not YAML"))
                .anyMatch(e -> e.startsWith("empty.yaml:1:1: a sequence file must be a mapping"));
        assertThatThrownBy(() -> Sequences.load(folder))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("latin.yaml:1:1")
                .hasMessageContaining("syntax.yaml:2:3");
    }

    @Test
    void whateverIsInAFileIsReportedAndNeverThrown() throws IOException {
        String sample = Files.readString(SAMPLES.resolve("follow_up.yaml"));
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            StringBuilder broken = new StringBuilder(sample);
            for (int j = 0; j < 1 + random.nextInt(5); j++) {
                int at = random.nextInt(broken.length());
                broken.setCharAt(at, "{}[]:-\"'#&*\n\t x1\u0000".charAt(random.nextInt(17)));
            }
            assertThat(check(broken.toString())).isNotNull();
        }
    }

    @Test
    void theVersionFollowsWhatIsSent() throws IOException {
        String yaml = HEAD + "  - {channel: email, template: hello, subject: x}\n";
        String before = check(yaml).sequences().get(0).version();
        assertThat(check("# a comment\n" + yaml).sequences().get(0).version()).isEqualTo(before);
        assertThat(check(yaml.replace("subject: x", "subject: y"))
                        .sequences()
                        .get(0)
                        .version())
                .isNotEqualTo(before);
        check(yaml);
        Files.writeString(folder.resolve("hello.txt"), "Other words");
        assertThat(Sequences.check(folder).sequences().get(0).version()).isNotEqualTo(before);
    }

    @Test
    void aChangedFileIsReadAgainAndABrokenOneChangesNothing() throws IOException {
        String yaml = HEAD + "  - {channel: email, template: hello, subject: x}\n";
        assertThat(check(yaml).errors()).isEmpty();
        Sequences live = Sequences.load(folder);
        Files.writeString(folder.resolve("second.yaml"), yaml.replace("type: test", "type: second"));
        assertThat(live.find("second")).isPresent();
        Files.writeString(folder.resolve("second.yaml"), "steps: [ broken");
        assertThat(live.find("second")).isPresent();
        assertThat(live.all()).hasSize(2);
    }

    @Test
    void aSequenceSurvivesItsJson() {
        for (Sequence sequence : Sequences.load(SAMPLES).all()) {
            assertThat(SequenceJson.fromJson(SequenceJson.toJson(sequence))).isEqualTo(sequence);
        }
        String newer = SequenceJson.toJson(
                        Sequences.load(SAMPLES).find("cold_outreach").orElseThrow())
                .replace("no_reply", "scored");
        assertThatThrownBy(() -> SequenceJson.fromJson(newer)).hasMessageContaining("'scored' is not known");
    }

    @Test
    void theBuilderChecksToo() {
        assertThatThrownBy(() ->
                        Sequence.builder("x").email("a", s -> s.text("{{ }}")).build())
                .hasMessageContaining("step a: 1:1");
        assertThatThrownBy(() -> Sequence.builder("x").build()).hasMessageContaining("no steps");
        assertThatThrownBy(() -> Sequence.builder("x")
                        .email("a", s -> s.text("a"))
                        .email("b", s -> s.text("b").goTo("a"))
                        .build())
                .hasMessageContaining("not a later step");
        assertThat(List.of(Sequence.builder("x").email("a", s -> s.text("a")).build()))
                .hasSize(1);
    }

    @Test
    void conditionsOnOpensAndClicksMayHaveDays() throws IOException {
        SequenceCheck check = check(HEAD + """
                  - step: 1
                    channel: email
                    subject: "Hi"
                    text: "a"
                  - step: 2
                    day: 3
                    channel: email
                    text: "b"
                    condition: not_opened within 3 days
                  - step: 3
                    day: 4
                    channel: email
                    text: "c"
                    condition: clicked within 2 days
                """);
        Sequence sequence = check.sequences().get(0);
        assertThat(sequence.steps().get(1).condition()).isEqualTo(Condition.NOT_OPENED.within(3));
        assertThat(SequenceJson.fromJson(SequenceJson.toJson(sequence))).isEqualTo(sequence);
        assertThat(check.warnings())
                .extracting(Problem::toString)
                .containsExactly(
                        "test.yaml:7:5: the condition 'not_opened within 3 days' is about opens and clicks, but no earlier mail"
                                + " has an HTML part, and only that can be tracked",
                        "test.yaml:12:5: the condition 'clicked within 2 days' is about opens and clicks, but no earlier mail"
                                + " has an HTML part, and only that can be tracked",
                        "test.yaml:12:5: the condition 'clicked within 2 days' is looked at after 1 day, before those are"
                                + " over");
    }

    @Test
    void conditionsThatTakeNoDaysOrOtherDaysSaySo() throws IOException {
        SequenceCheck check = check(HEAD + """
                  - step: 1
                    channel: email
                    subject: "Hi"
                    text: "a"
                    condition: no_reply within 3 days
                  - step: 2
                    channel: email
                    text: "b"
                    condition: opened within 400 days
                """);
        assertThat(check.errors())
                .extracting(Problem::message)
                .containsExactly(
                        "in 'condition': 'no_reply' takes no 'within'; opened, not_opened and clicked do",
                        "in 'condition': 'within' takes 1 to 365 days, was 400");
    }
}
