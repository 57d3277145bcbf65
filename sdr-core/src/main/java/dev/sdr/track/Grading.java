package dev.sdr.track;

import static java.util.Objects.requireNonNull;

import dev.sdr.track.Grade.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells people from machines by what is known of one mail's opens and clicks. The same for the same facts, in whatever order
 * they came in; so a verdict is formed anew when more becomes known. Its signs are those that security gateways and providers
 * are known by; none is proof, and a gateway that waits and looks like a browser passes for a person.
 */
public final class Grading {

    /** What is fetched sooner after the mail was delivered is fetched by a machine. */
    public static final Duration AT_ONCE = Duration.ofSeconds(5);

    /** Of a link that is followed sooner it cannot be told who followed it: gateways take up to a minute. */
    public static final Duration SOON = Duration.ofSeconds(60);

    /** Links that are followed within this time are followed together. */
    public static final Duration TOGETHER = Duration.ofSeconds(2);

    /** How many different links no person follows together. */
    public static final int MANY_LINKS = 3;

    /** What else is fetched within this time of a link nobody sees is the same machine's work. */
    public static final Duration AROUND_HONEYPOT = Duration.ofMinutes(1);

    /** How long before it is delivered a gateway looks at a mail; a longer time is a report that came late. */
    public static final Duration AT_THE_GATE = Duration.ofHours(1);

    /** Clocks of one second's resolution may differ by that. */
    private static final Duration CLOCKS = Duration.ofSeconds(1);

    private Grading() {}

    /**
     * What is known of a mail.
     *
     * @param sentAt when it was begun
     * @param deliveredAt when the recipient's server took it, if the provider says so
     * @param links how many different links it has; 0 if that is not known
     * @param visits its opens and clicks, the one to grade among them, in any order
     */
    public record Mail(Instant sentAt, Optional<Instant> deliveredAt, int links, List<RecordedEvent> visits) {

        /** Checks and copies. */
        public Mail {
            requireNonNull(sentAt, "sentAt");
            requireNonNull(deliveredAt, "deliveredAt");
            visits = List.copyOf(visits);
        }
    }

    /**
     * Grades an open or a click.
     *
     * @param visit the open or click
     * @param mail what is known of its mail
     * @return the verdict
     */
    public static Grade grade(RecordedEvent visit, Mail mail) {
        Optional<UserAgents.Known> agent =
                UserAgents.find(detail(visit, MailEvent.USER_AGENT), visit.type() == MailEvent.Type.OPENED);
        return Stream.<Optional<Grade>>of(
                        byItself(visit, agent), byOthers(visit, mail), byTime(visit, mail), unknown(visit))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> new Grade(
                        Kind.HUMAN,
                        agent.map(a -> "fetched by " + a.what() + " as a person opens the mail")
                                .orElse("nothing speaks for a machine")));
    }

    private static Optional<Grade> byItself(RecordedEvent visit, Optional<UserAgents.Known> agent) {
        String method = detail(visit, MailEvent.METHOD);
        if (!method.isEmpty() && !method.equals("GET")) {
            return machine("asked for with " + method + ", which no browser follows a link with");
        }
        if (detail(visit, MailEvent.MACHINE).equals("true")) {
            return machine("the provider takes it for a machine's");
        }
        if (isLink(visit, MailEvent.HONEYPOT_LINK)) {
            return machine("it followed a link that no person sees");
        }
        return agent.filter(a -> a.fetcher() == UserAgents.Fetcher.MACHINE)
                .flatMap(a -> machine("fetched by " + a.what()));
    }

    private static Optional<Grade> byOthers(RecordedEvent visit, Mail mail) {
        boolean trapped = mail.visits().stream()
                .anyMatch(v -> isLink(v, MailEvent.HONEYPOT_LINK) && isNear(v, visit, AROUND_HONEYPOT));
        if (trapped) {
            return machine("a link that no person sees was followed within a minute of it");
        }
        Stream<RecordedEvent> suspects = visit.type() == MailEvent.Type.CLICKED
                ? Stream.of(visit)
                : clicks(mail).filter(c -> isNear(c, visit, TOGETHER) && sameAgent(c, visit));
        return suspects.anyMatch(c -> isInBurst(c, mail))
                ? machine("several links were followed within two seconds")
                : Optional.empty();
    }

    /** Whether a click is one of many within two seconds, or of all there are, or came with a look at the unsubscribe page. */
    private static boolean isInBurst(RecordedEvent click, Mail mail) {
        return clicks(mail)
                .map(RecordedEvent::at)
                .filter(start ->
                        !start.isAfter(click.at()) && !start.plus(TOGETHER).isBefore(click.at()))
                .map(start -> links(mail, start))
                .anyMatch(links -> links.size() >= MANY_LINKS
                        || (links.size() > 1
                                && ((links.size() >= mail.links() && mail.links() > 1)
                                        || links.contains(MailEvent.UNSUBSCRIBE_LINK))));
    }

    private static Set<String> links(Mail mail, Instant start) {
        return clicks(mail)
                .filter(c -> !c.at().isBefore(start) && !c.at().isAfter(start.plus(TOGETHER)))
                .map(c -> isLink(c, MailEvent.UNSUBSCRIBE_LINK)
                        ? MailEvent.UNSUBSCRIBE_LINK
                        : detail(c, MailEvent.URL) + " " + detail(c, MailEvent.LINK))
                .collect(Collectors.toSet());
    }

    private static Optional<Grade> byTime(RecordedEvent visit, Mail mail) {
        Optional<Instant> delivered =
                mail.deliveredAt().filter(at -> !visit.at().plus(AT_THE_GATE).isBefore(at));
        if (delivered.filter(at -> visit.at().plus(CLOCKS).isBefore(at)).isPresent()) {
            return machine("it came before the mail was delivered");
        }
        String since = delivered.isPresent() ? "delivered" : "sent";
        Duration after = Duration.between(delivered.orElse(mail.sentAt()), visit.at());
        if (after.compareTo(AT_ONCE) < 0) {
            return machine("it came within " + AT_ONCE.toSeconds() + " seconds after the mail was " + since);
        }
        return visit.type() == MailEvent.Type.CLICKED && after.compareTo(SOON) < 0
                ? Optional.of(new Grade(
                        Kind.UNKNOWN, "it came within " + SOON.toSeconds() + " seconds after the mail was " + since))
                : Optional.empty();
    }

    private static Optional<Grade> unknown(RecordedEvent visit) {
        return detail(visit, MailEvent.USER_AGENT).isBlank()
                ? Optional.of(new Grade(Kind.UNKNOWN, "it does not say what fetched it"))
                : Optional.empty();
    }

    private static Optional<Grade> machine(String why) {
        return Optional.of(new Grade(Kind.MACHINE, why));
    }

    private static Stream<RecordedEvent> clicks(Mail mail) {
        return mail.visits().stream().filter(v -> v.type() == MailEvent.Type.CLICKED);
    }

    private static boolean isLink(RecordedEvent visit, String link) {
        return detail(visit, MailEvent.LINK).equals(link);
    }

    private static boolean isNear(RecordedEvent a, RecordedEvent b, Duration most) {
        return Duration.between(a.at(), b.at()).abs().compareTo(most) <= 0;
    }

    private static boolean sameAgent(RecordedEvent a, RecordedEvent b) {
        return detail(a, MailEvent.USER_AGENT).equals(detail(b, MailEvent.USER_AGENT));
    }

    private static String detail(RecordedEvent event, String name) {
        return event.details().getOrDefault(name, "");
    }
}
