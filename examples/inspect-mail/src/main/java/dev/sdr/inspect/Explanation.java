package dev.sdr.inspect;

import dev.sdr.inbox.Verdict;
import java.util.List;

/** An inspection in words for a person. */
final class Explanation {

    private Explanation() {}

    static String of(Inspection i) {
        StringBuilder out = new StringBuilder();
        line(out, "mail", i.path().toString());
        line(out, "from", i.mail().from().map(Object::toString).orElse("nobody that can be read"));
        line(out, "subject", i.mail().subject());
        line(out, "kind", i.kind() + ", because: " + i.verdict().reason());
        i.steps()
                .forEach(step -> line(
                        out,
                        "  " + step.question() + "?",
                        step.look().get().map(v -> "yes: " + v.reason()).orElse("no")));
        i.verdict().bounce().ifPresent(b -> b.fates().forEach(f -> line(out, "recipient", words(f))));
        i.verdict().complaint().ifPresent(c -> line(out, "complaint", c.type() + " about " + c.recipients()));
        i.verdict().originalMessageId().ifPresent(id -> line(out, "about mail", id));
        i.analysis()
                .ifPresent(a -> line(
                        out,
                        "means",
                        i.intent().orElseThrow() + ", " + a.sentiment() + ", urgency " + a.urgency() + ", confidence "
                                + a.confidence() + (a.requiresHuman() ? ", asks for a person" : "")
                                + (a.reason().isEmpty() ? "" : ", because " + a.reason())));
        i.returnDate().ifPresent(d -> line(out, "back on", d.toString()));
        i.referTo().ifPresent(r -> line(out, "names", r));
        if (i.verdict().leftCompany()) {
            line(out, "left", "its author is no longer with the company");
        }
        i.mail().problems().forEach(p -> line(out, "problem", p));
        out.append("new text:\n");
        List<String> lines = i.text().lines().toList();
        lines.forEach(l -> out.append("  | ").append(l).append('\n'));
        return out.append('\n').toString();
    }

    private static String words(Verdict.Fate fate) {
        return fate.address() + ": " + fate.severity() + " " + fate.status() + " " + fate.diagnostic();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(String.format("%-11s", name.endsWith("?") ? name + " " : name + ":"))
                .append(value.strip())
                .append('\n');
    }
}
