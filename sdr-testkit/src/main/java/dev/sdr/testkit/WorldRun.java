package dev.sdr.testkit;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.compose.TemplateComposer;
import dev.sdr.error.SdrException;
import dev.sdr.event.EventPage;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.OpenTask;
import dev.sdr.observe.RunReport;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequences;
import dev.sdr.sequence.Step;
import dev.sdr.store.InMemorySequenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;

/** One run of a {@link SdrWorld}. */
final class WorldRun {

    static final Sender SENDER = Sender.of("Example Ltd", "1 High Street, Leeds");
    static final int CAP = 2;
    private static final List<String> ZONES = List.of(
            "Europe/London",
            "America/New_York",
            "Asia/Tokyo",
            "Australia/Sydney",
            "America/Los_Angeles",
            "Asia/Kolkata");

    private final SdrWorld world;
    private final VirtualClock clock = new VirtualClock(SdrWorld.START);
    private final Chaos chaos;
    private final TemplateComposer templates = new TemplateComposer();
    private final Watch watch = new Watch();
    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final Map<Mailbox, WorldMail> mailboxes = new LinkedHashMap<>();
    private final WorldPeople people;
    private final WorldBugs deliberate;
    private final List<String> bugs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<SequenceRunner> runners = new ArrayList<>();
    private final List<Lead> leads = new ArrayList<>();
    private final List<NodeStore> stores = new ArrayList<>();
    private final Optional<WorldRestore> restore;
    private final Optional<WorldProvider> provider;
    private final boolean hasTasks;
    private int enrolled;
    private int deaths;

    WorldRun(SdrWorld world) {
        this.world = world;
        this.chaos = new Chaos(world.seed, world.faults, clock);
        this.people = new WorldPeople(chaos);
        this.provider = world.provider ? Optional.of(new WorldProvider(world.seed, clock)) : Optional.empty();
        this.deliberate = world.bugs.apply(WorldBugs.NONE);
        for (String address : List.of("Ann <ann@sender.example>", "Bob <bob@sender.example>")) {
            Mailbox mailbox = Mailbox.of(address, ZoneId.of("Europe/London")).dailyCap(CAP);
            mailboxes.put(mailbox, new WorldMail(clock, chaos, this::accepted, provider));
        }
        this.hasTasks =
                world.sequence.steps().stream().anyMatch(s -> s.channel().equals(Step.TASK));
        this.restore = world.restore
                ? Optional.of(new WorldRestore(store, watch, chaos, clock.instant(), world.days))
                : Optional.empty();
    }

    WorldResult run() {
        for (int i = 0; i < world.nodes; i++) {
            start(i);
        }
        for (int i = 0; i < world.leads; i++) {
            String name = i % 9 == 8 ? "gone" + i : "lead" + i;
            Lead lead = Lead.of("id" + i, name + "@company" + i % 7 + ".example")
                    .with("time_zone", ZONES.get(i % ZONES.size()))
                    .with("company_name", "Company " + i % 7);
            leads.add(i % 10 == 7 ? lead : lead.with("first_name", "Name" + i));
        }
        Instant end = clock.instant().plus(Duration.ofDays(world.days));
        while (clock.instant().isBefore(end)) {
            if (enrolled < leads.size()) {
                enrolled += enroll(leads.subList(enrolled, Math.min(leads.size(), enrolled + 5)));
            }
            tick();
            setBack();
            clock.advance(Duration.ofMinutes(5 + chaos.below(180)));
        }
        chaos.calm();
        while (enrolled < leads.size()) {
            enrolled += enroll(leads.subList(enrolled, leads.size()));
        }
        for (int hour = 0; hour < 24 * 90 && !restore.map(WorldRestore::isOver).orElse(true); hour++) {
            setBack();
            clock.advance(Duration.ofHours(1));
        }
        restore.filter(r -> !r.isOver()).ifPresent(r -> bugs.add("P2: the restored store could not be adopted"));
        runners.get(0).resumeAll();
        quietDays(60);
        return result();
    }

    private int enroll(List<Lead> some) {
        int[] done = {0};
        onNode(chaos.below(nodes.size()), runner -> {
            runner.enroll(some, world.sequence.id());
            done[0] = some.size();
        });
        return done[0];
    }

    /** The database may be set back under the nodes, and the operator adopts it, until it is complete. */
    private void setBack() {
        restore.filter(r -> enrolled == leads.size()).ifPresent(r -> {
            if (r.strikes(clock.instant())) {
                stores.forEach(NodeStore::disconnect);
                if (chaos.below(2) == 0) { // with all nodes stopped
                    for (int i = 0; i < nodes.size(); i++) {
                        chaos.note(String.valueOf(
                                nodes.get(i).die("with all others").getMessage()));
                        start(i);
                    }
                }
            } else if (r.isToBeAdopted(clock.instant())) {
                onNode(chaos.below(nodes.size()), r::adopt);
            }
        });
    }

    private void tick() {
        if (chaos.below(6) == 0) {
            mailboxes.forEach((mailbox, mail) -> mail.arrive(people.privateMail(
                    mailbox.address().value(), clock.instant().plusSeconds(1))));
        }
        hostActs();
        overTheWeb();
        if (hasTasks && chaos.below(4) == 0) {
            onNode(chaos.below(nodes.size()), this::closeTasks);
        }
        onNode(chaos.below(nodes.size()), this::phases);
    }

    private void overTheWeb() {
        provider.ifPresent(p -> p.come(nodes.size(), this::onNode));
    }

    /** All phases, or only some: a host may schedule them apart. */
    private void phases(SequenceRunner runner) {
        RunReport report = switch (chaos.below(5)) {
            case 0 -> runner.runDueSteps();
            case 1 -> runner.pollInboxes();
            case 2 -> runner.reconcile().and(runner.runDueSteps());
            default -> runner.runOnce();
        };
        look(report);
    }

    /** A phase may fail because of the world, never because of itself. */
    private void look(RunReport report) {
        report.problems().stream()
                .filter(p -> p.startsWith("a phase failed in an unexpected way"))
                .forEach(bugs::add);
    }

    /** What people do through the host's own screens. */
    private void hostActs() {
        int node = chaos.below(nodes.size());
        Lead lead = leads.get(chaos.below(leads.size()));
        switch (chaos.below(40)) {
            case 0 -> onNode(node, r -> each(r, lead, id -> r.enrollments().pause(id, "a look")));
            case 1, 2 -> onNode(node, r -> each(r, lead, id -> r.enrollments().resume(id)));
            case 3 -> onNode(node, r -> r.enrollments().stopLead(lead.id(), "by hand"));
            case 4 -> onNode(node, r -> r.suppressions().add(lead.email(), "asked by phone", "call " + lead.id()));
            case 5 -> onNode(node, r -> r.pauseAll("a look"));
            case 6, 7, 8 -> onNode(node, SequenceRunner::resumeAll);
            case 9 -> onNode(node, r -> r.enroll(leads.subList(0, Math.min(3, leads.size())), world.sequence.id()));
            case 10 ->
                onNode(node, r -> mailboxes.keySet().forEach(m -> r.mailboxes().resume(m.id())));
            case 12, 13, 14 ->
                onNode(node, r -> r.replies().drafts(3).forEach(d -> r.replies().approve(d.inboundId(), d.hash())));
            case 15 ->
                onNode(
                        node,
                        r -> r.replies()
                                .waiting(2)
                                .forEach(w -> r.replies().done(w.reply().id())));
            case 16, 17 -> humanAnswers();
            case 11 -> onNode(node, r -> each(r, lead, id -> r.enrollments().moveToCurrentVersion(id)));
            default -> {
                // nobody does anything
            }
        }
    }

    /** A human of ours answers the last person who wrote. */
    private void humanAnswers() {
        mailboxes.forEach((mailbox, mail) -> {
            List<WorldMail.Arrived> replies = mail.inbox().stream()
                    .filter(m -> m.person() && !m.answers().isEmpty() && !m.at().isAfter(clock.instant()))
                    .toList();
            if (!replies.isEmpty()) {
                mail.arrive(people.humanAnswer(
                        replies.get(replies.size() - 1), mailbox.address().value(), clock.instant()));
            }
        });
    }

    /** People do their tasks, or pass over them. */
    private void closeTasks(SequenceRunner runner) {
        for (OpenTask task : runner.tasks().open(50)) {
            if (chaos.below(5) == 0) {
                runner.tasks().skip(task.id(), "not now");
            } else {
                runner.tasks().complete(task.id(), "done");
            }
        }
    }

    private static void each(SequenceRunner runner, Lead lead, java.util.function.Consumer<UUID> action) {
        runner.enrollments().of(lead.id()).stream().map(Enrollment::id).forEach(action);
    }

    private void onNode(int index, java.util.function.Consumer<SequenceRunner> action) {
        try {
            action.accept(runners.get(index));
        } catch (NodeDied e) {
            chaos.note(String.valueOf(e.getMessage()));
        } catch (SdrException e) {
            chaos.note("failed: " + e.getMessage());
        }
        if (nodes.get(index).isDead()) {
            deaths++;
            start(index);
        }
    }

    private void start(int index) {
        while (true) {
            Node node = new Node("node " + index, chaos, () -> pause(index));
            try {
                SequenceRunner runner = runner(node);
                if (index == nodes.size()) {
                    nodes.add(node);
                    runners.add(runner);
                } else {
                    nodes.set(index, node);
                    runners.set(index, runner);
                }
                return;
            } catch (NodeDied | SdrException e) {
                chaos.note("a start failed: " + e.getMessage());
            }
        }
    }

    /** A node sleeps; time passes, and another node works. */
    private void pause(int sleeping) {
        clock.advance(chaos.pause());
        setBack();
        if (nodes.size() > 1) {
            int other = (sleeping + 1) % nodes.size();
            if (chaos.below(8) == 0) {
                Lead lead = leads.get(chaos.below(leads.size()));
                onNode(other, r -> each(r, lead, id -> r.enrollments().stop(id, "by hand")));
            }
            onNode(other, r -> look(r.runOnce()));
        }
    }

    private SequenceRunner runner(Node node) {
        NodeStore nodeStore = new NodeStore(store, chaos, watch, deliberate.store(), node);
        stores.add(nodeStore);
        var builder = SequenceRunner.builder(nodeStore, Sequences.of(world.sequence), SENDER)
                .virtualClock(clock)
                .random(new SplittableRandom(chaos.below(Integer.MAX_VALUE)))
                .composer(request -> {
                    node.mustLive();
                    node.maybePause("compose.during");
                    if (chaos.strikes(node.name() + ": dies while composing", 0.3)) {
                        throw node.die("while composing");
                    }
                    return templates.compose(request);
                })
                .deliverOn(Runnable::run, 1 + chaos.below(4)) // groups of one and more
                .classifier(WorldPeople::meaning)
                .replies(
                        ReplyPolicy.careful().on(Intent.INTERESTED, ReplyPolicy.Action.AUTOMATIC),
                        TemplateResponder.standard())
                .skipUnknownChannels();
        provider.ifPresent(p -> builder.publicUrl(WorldProvider.PUBLIC));
        mailboxes.forEach((mailbox, mail) ->
                builder.mailbox(mailbox, deliberate.mailer().apply(mail.mailer(node)), mail.source(node)));
        return builder.build();
    }

    private void accepted(Email email) {
        mailboxes.forEach((mailbox, mail) -> {
            if (mailbox.address().equals(email.from())) {
                provider.ifPresentOrElse(
                        p -> {
                            p.taken(email, mail::arrive);
                            people.receive(
                                    WorldProvider.renamed(email),
                                    clock.instant(),
                                    m -> mail.arrive(
                                            m.undelivered().isPresent() ? m.undelivered(email.messageId()) : m));
                        },
                        () -> people.receive(email, clock.instant(), mail::arrive));
            }
        });
    }

    /** Nothing goes wrong any more: everything must come to its end by itself. */
    private void quietDays(int days) {
        Instant end = clock.instant().plus(Duration.ofDays(days));
        while (clock.instant().isBefore(end)) {
            if (chaos.below(20) == 0) {
                leads.forEach(this::resumePaused);
                mailboxes.keySet().forEach(m -> runners.get(0).mailboxes().resume(m.id()));
            }
            overTheWeb();
            look(runners.get(chaos.below(nodes.size())).runOnce());
            if (hasTasks) {
                closeTasks(runners.get(0));
            }
            clock.advance(Duration.ofMinutes(150));
        }
    }

    private void resumePaused(Lead lead) {
        SequenceRunner runner = runners.get(0);
        runner.enrollments().of(lead.id()).stream()
                .filter(e -> !e.pauses().isEmpty())
                .forEach(e -> runner.enrollments().resume(e.id()));
    }

    private WorldResult result() {
        List<String> violations = new ArrayList<>(watch.violations());
        violations.addAll(bugs);
        violations.addAll(new WorldChecks(store, mailboxes, leads, runners.get(0), restore.isPresent()).violations());
        provider.ifPresent(p -> violations.addAll(p.violations(mailboxes.values(), leads, runners.get(0))));
        int sent =
                mailboxes.values().stream().mapToInt(m -> m.accepted().size()).sum();
        int received =
                mailboxes.values().stream().mapToInt(m -> m.inbox().size()).sum();
        List<String> log = new ArrayList<>(chaos.log());
        log.add("events: " + eventTypes());
        return new WorldResult(world.seed, sent, received, deaths, violations, log);
    }

    /** What happened at all, so that a test can see that its worlds are not too tame. */
    private Set<String> eventTypes() {
        Set<String> types = new TreeSet<>();
        for (EventPage page = runners.get(0).events().after("", 1000);
                !page.events().isEmpty();
                page = runners.get(0).events().after(page.cursor(), 1000)) {
            page.events().forEach(e -> types.add(e.type()));
        }
        return types;
    }
}
