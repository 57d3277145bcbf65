package dev.sdr;

import static java.util.Objects.requireNonNull;

import dev.sdr.answer.Disclosure;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.Responder;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.channel.Channel;
import dev.sdr.compose.Composer;
import dev.sdr.compose.TemplateComposer;
import dev.sdr.consent.ContactRules;
import dev.sdr.error.ConfigurationException;
import dev.sdr.gate.Recipients;
import dev.sdr.gate.Veto;
import dev.sdr.inbox.InboxSource;
import dev.sdr.internal.engine.Accounts;
import dev.sdr.internal.engine.Accounts.Account;
import dev.sdr.internal.engine.Engine;
import dev.sdr.internal.engine.EngineTime;
import dev.sdr.internal.engine.Host;
import dev.sdr.internal.engine.PublicUrl;
import dev.sdr.internal.engine.Settings;
import dev.sdr.internal.engine.TaskChannel;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.observe.SdrListener;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequences;
import dev.sdr.sequence.Step;
import dev.sdr.store.SequenceStore;
import dev.sdr.track.Tracking;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Builds a {@link SequenceRunner}. Not safe for use by several threads. */
public final class RunnerBuilder {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration HAND_OVER = Duration.ofSeconds(30);
    private static final Duration RECONCILE_GRACE = Duration.ofMinutes(15);

    private final SequenceStore store;
    private final Sequences sequences;
    private final Sender sender;
    private final Accounts accounts = new Accounts();
    private final Map<String, Channel> channels = new HashMap<>();
    private final List<Veto> vetoes = new ArrayList<>();
    private final List<SdrListener> listeners = new ArrayList<>();
    private Composer composer = new TemplateComposer();
    private Classifier classifier = new RuleBasedClassifier();
    private Set<String> visibleAttributes = Set.of();
    private ReplyPolicy replyPolicy = ReplyPolicy.careful();
    private Responder responder = TemplateResponder.standard();
    private Optional<Disclosure> disclosure = Optional.of(Disclosure.standard());
    private boolean companyStops;
    private SendWindow window = SendWindow.OFFICE_HOURS;
    private Duration budget = Duration.ofSeconds(50);
    private Duration inboxGrace = Duration.ofMinutes(15);
    private Duration inboxPast = Duration.ofDays(7);
    private int awayDays = 7;
    private int batch = 250;
    private boolean skipUnknownChannels;
    private boolean reenroll;
    private boolean unknownVisitsCount;
    private Optional<String> environment = Optional.empty();
    private Recipients recipients = Recipients.everybody();
    private Optional<EmailAddress> redirect = Optional.empty();
    private ContactRules contactRules = ContactRules.standard();
    private Optional<PublicUrl> publicUrl = Optional.empty();
    private Tracking tracking = Tracking.none();
    private Executor executor = Runnable::run;
    private int slots = 1;
    private Function<SequenceStore, EngineTime> time = Engine::systemTime;
    private RandomGenerator random = new SecureRandom();

    RunnerBuilder(SequenceStore store, Sequences sequences, Sender sender) {
        this.store = requireNonNull(store, "store");
        this.sequences = requireNonNull(sequences, "sequences");
        this.sender = requireNonNull(sender, "sender");
        this.channels.put(Step.TASK, new TaskChannel(store));
    }

    /**
     * Adds a mailbox with its inbox.
     *
     * @param mailbox the mailbox
     * @param mailer what sends for it
     * @param inbox what reads its replies
     * @return this
     */
    public RunnerBuilder mailbox(Mailbox mailbox, Mailer mailer, InboxSource inbox) {
        accounts.put(new Account(mailbox, mailer, Optional.of(inbox)));
        return this;
    }

    /**
     * Adds a mailbox without an inbox. Its replies must reach another mailbox that is read: nothing holds its
     * follow-ups when they do not.
     *
     * @param mailbox the mailbox
     * @param mailer what sends for it
     * @return this
     */
    public RunnerBuilder sendOnlyMailbox(Mailbox mailbox, Mailer mailer) {
        accounts.put(new Account(mailbox, mailer, Optional.empty()));
        return this;
    }

    /**
     * Registers a channel.
     *
     * @param name the name that sequences use
     * @param channel the channel
     * @return this
     * @throws IllegalArgumentException if the name is {@code email}, which mailboxes serve
     */
    public RunnerBuilder channel(String name, Channel channel) {
        if (name.equals(Step.EMAIL)) {
            throw new IllegalArgumentException("the channel 'email' is served by mailboxes");
        }
        channels.put(name, requireNonNull(channel, "channel"));
        return this;
    }

    /**
     * Passes over steps of channels nobody registered, instead of holding them.
     *
     * @return this
     */
    public RunnerBuilder skipUnknownChannels() {
        this.skipUnknownChannels = true;
        return this;
    }

    /**
     * Sets what writes. Default: the steps' templates. Leads that allow no model ({@link dev.sdr.lead.Lead#NO_AI}) get these in
     * any case, unless the composer says that it keeps text in this process ({@link Composer#sharesText}).
     *
     * @param newComposer the composer
     * @return this
     */
    public RunnerBuilder composer(Composer newComposer) {
        this.composer = requireNonNull(newComposer, "composer");
        return this;
    }

    /**
     * Sets what understands replies. Default: {@link RuleBasedClassifier}.
     *
     * @param newClassifier the classifier
     * @param leadAttributes the names of the lead attributes it may see
     * @return this
     */
    public RunnerBuilder classifier(Classifier newClassifier, String... leadAttributes) {
        this.classifier = requireNonNull(newClassifier, "classifier");
        this.visibleAttributes = Set.of(leadAttributes);
        return this;
    }

    /**
     * Adds a veto of the host's.
     *
     * @param veto asked before anything is sent
     * @return this
     */
    public RunnerBuilder veto(Veto veto) {
        vetoes.add(requireNonNull(veto, "veto"));
        return this;
    }

    /**
     * What is done about replies, and what writes the answers. Default: {@link ReplyPolicy#careful()}, under which nothing is
     * answered without approval, and {@link TemplateResponder#standard()}.
     *
     * @param policy what is done, by what the author wants
     * @param newResponder what writes answers
     * @return this builder
     */
    public RunnerBuilder replies(ReplyPolicy policy, Responder newResponder) {
        this.replyPolicy = requireNonNull(policy, "policy");
        this.responder = requireNonNull(newResponder, "newResponder");
        return this;
    }

    /**
     * Sets what an answer that nobody approved says of itself: that an automated assistant wrote it, in the language of the
     * conversation. In a language without a sentence, or one that cannot be told, there is no automatic answer; a draft waits
     * instead. Drafts that people approve do not say it. Default: {@link Disclosure#standard()}.
     *
     * @param newDisclosure the sentences and where they stand
     * @return this builder
     */
    public RunnerBuilder disclosure(Disclosure newDisclosure) {
        this.disclosure = Optional.of(newDisclosure);
        return this;
    }

    /**
     * Lets automatic answers go without saying that an automated assistant wrote them. Where the law asks for it, as article
     * 50 of the EU's AI Act does, that is the host's to answer for; the call is kept in the audit record.
     *
     * @return this builder
     */
    public RunnerBuilder withoutDisclosure() {
        this.disclosure = Optional.empty();
        return this;
    }

    /**
     * Lets a reply stop the sequences of everybody at the lead's company: the same domain, unless anybody can have an
     * address there. Default: only the lead's own.
     *
     * @return this builder
     */
    public RunnerBuilder stopCompanyOnReply() {
        this.companyStops = true;
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener told after each commit
     * @return this
     */
    public RunnerBuilder listener(SdrListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets when leads may be written to, in their own time zones. Default: {@link SendWindow#OFFICE_HOURS}.
     *
     * @param newWindow the window for steps that set none
     * @return this
     */
    public RunnerBuilder window(SendWindow newWindow) {
        this.window = requireNonNull(newWindow, "window");
        return this;
    }

    /**
     * Sets how long each phase of a run works at most. Default: 50 seconds.
     *
     * @param length the budget, more than zero
     * @return this
     */
    public RunnerBuilder budget(Duration length) {
        this.budget = requireNonNull(length, "length");
        return this;
    }

    /**
     * Sets how long "has not replied" is believed after an inbox was read to its end. Default: 15 minutes. Poll at
     * least twice as often.
     *
     * @param limit the freshness limit
     * @return this
     */
    public RunnerBuilder inboxFreshness(Duration limit) {
        this.inboxGrace = requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Sets how far back the first read of an inbox goes. Default: 7 days.
     *
     * @param past how far back
     * @return this
     */
    public RunnerBuilder inboxHistory(Duration past) {
        this.inboxPast = requireNonNull(past, "past");
        return this;
    }

    /**
     * Sets how long an out-of-office mail without a return date pauses a lead. Default: 7 days.
     *
     * @param days the number of days, at least 1
     * @return this
     */
    public RunnerBuilder awayDays(int days) {
        this.awayDays = days;
        return this;
    }

    /**
     * Lets opens and clicks of which it cannot be told who did them count as people's, in the conditions {@code opened},
     * {@code not_opened} and {@code clicked}. Default: only those count that nothing speaks against.
     *
     * @return this
     */
    public RunnerBuilder unknownVisitsCount() {
        this.unknownVisitsCount = true;
        return this;
    }

    /**
     * Lets leads that finished or stopped a sequence be enrolled in it again. Default: once per sequence.
     *
     * @return this
     */
    public RunnerBuilder allowReenrollment() {
        this.reenroll = true;
        return this;
    }

    /**
     * Delivers on an executor instead of in the calling thread.
     *
     * @param deliveryExecutor runs the calls of mailers and channels
     * @param atOnce how many deliveries may run at once, at least 1, whatever the executor could do. As many more are begun
     *     ahead while calls take no longer than a second; so a crash leaves at most three times this many touches in doubt.
     *     A call that the executor drops or does not start in time is not made; its touch is tried again later
     * @return this
     */
    public RunnerBuilder deliverOn(Executor deliveryExecutor, int atOnce) {
        this.executor = requireNonNull(deliveryExecutor, "deliveryExecutor");
        this.slots = atOnce;
        return this;
    }

    /**
     * Sets how many enrollments are claimed at once. Default: 250.
     *
     * @param size the number, at least 1
     * @return this
     */
    public RunnerBuilder claimBatch(int size) {
        this.batch = size;
        return this;
    }

    /**
     * Names the environment this runner belongs to, such as {@code prod}. The first run on a store writes the name into
     * it; from then on a runner of another name, or of none, refuses to send, receive and enroll with that store and its
     * copies until {@link SequenceRunner#adopt()} is called. Default: none.
     *
     * @param name the name, not blank
     * @return this
     */
    public RunnerBuilder environment(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an environment needs a name");
        }
        this.environment = Optional.of(name);
        return this;
    }

    /**
     * Restricts whom anything is sent to, on every channel and by every way, one-off mails included; steps for others
     * hold, and {@link SequenceRunner#explain} says so. For staging. Default: everybody.
     *
     * @param allowed whom it may write to
     * @return this
     */
    public RunnerBuilder recipients(Recipients allowed) {
        this.recipients = requireNonNull(allowed, "allowed");
        return this;
    }

    /**
     * Sends every email to one address instead of to its lead, one-off mails included; the lead's address is in its
     * header {@code X-Original-To}. The address is kept with the touch as what left. Steps of other channels hold,
     * because they cannot be redirected. {@link #recipients} still looks at the lead's own address. For staging.
     * Default: none.
     *
     * @param address where all mail goes
     * @return this
     * @throws IllegalArgumentException if it is not an address
     */
    public RunnerBuilder redirectAllTo(String address) {
        this.redirect = Optional.of(EmailAddress.of(address));
        return this;
    }

    /**
     * Sets the rules about whom a campaign may write to, by country and legal basis; steps to others hold, and {@link
     * SequenceRunner#explain} names the rule. Default: {@link ContactRules#standard()}.
     *
     * @param rules the rules, such as the standard ones without one; how they differ is kept in the audit record
     * @return this
     */
    public RunnerBuilder contactRules(ContactRules rules) {
        this.contactRules = requireNonNull(rules, "rules");
        return this;
    }

    /**
     * Says where the host has mounted the pages of the sdr-web module, as the recipients of mails reach them. Mails then
     * carry an unsubscribe link and the headers for unsubscribing with one click (RFC 8058), which large mailbox providers ask
     * of bulk senders. Default: none; then mails say how to unsubscribe by mail only. Links in mails that have left lead there
     * for years: a domain of one's own is best.
     *
     * @param url an https address, with a path if need be; http on the loopback interface only
     * @return this
     * @throws IllegalArgumentException if it is not such an address
     */
    public RunnerBuilder publicUrl(String url) {
        this.publicUrl = Optional.of(PublicUrl.of(url));
        return this;
    }

    /**
     * Sets what our own tracking adds to the HTML of mails of sequences. Needs {@link #publicUrl}, and mailers whose provider
     * does not count itself. Default: nothing.
     *
     * @param newTracking what is added, and to which mails
     * @return this
     */
    public RunnerBuilder tracking(Tracking newTracking) {
        this.tracking = requireNonNull(newTracking, "newTracking");
        return this;
    }

    /**
     * Sets the clock. Default: the database's time, or this machine's for a store without a clock. While this one is
     * more than 30 seconds from the database's, the runner does nothing: phases report it, enrolling and sending throw
     * a {@link dev.sdr.error.RetryableException}.
     *
     * @param newClock the clock
     * @return this
     */
    public RunnerBuilder clock(Clock newClock) {
        requireNonNull(newClock, "newClock");
        this.time = ofStore -> EngineTime.bounded(newClock, ofStore);
        return this;
    }

    /**
     * Sets a clock that is not the real time and is not compared with the database's. For tests and simulations only:
     * nodes whose clocks differ do not agree on what is due, leased or read.
     *
     * @param newClock the clock
     * @return this
     */
    public RunnerBuilder virtualClock(Clock newClock) {
        requireNonNull(newClock, "newClock");
        this.time = ofStore -> EngineTime.of(newClock);
        return this;
    }

    /**
     * Sets the source of randomness, for tests. Default: a {@link SecureRandom}. Ids, claim tokens and the store's
     * secret key come from it.
     *
     * @param newRandom the source
     * @return this
     */
    public RunnerBuilder random(RandomGenerator newRandom) {
        this.random = requireNonNull(newRandom, "random");
        return this;
    }

    /**
     * Finishes the runner.
     *
     * @return the runner
     * @throws ConfigurationException if a number is out of its range, or tracking is on without a public address or with
     *     a mailer that tracks itself
     * @throws dev.sdr.error.RetryableException if the store cannot be reached
     */
    public SequenceRunner build() {
        if (slots < 1 || batch < 1 || awayDays < 1 || budget.isNegative() || budget.isZero()) {
            throw new ConfigurationException("deliverOn, claimBatch, awayDays and budget need a number of at least 1");
        }
        if (tracking.isOn() && publicUrl.isEmpty()) {
            throw new ConfigurationException("tracking(..) needs publicUrl(..): where the pixel and the links lead");
        }
        Settings settings = new Settings(
                sender,
                window,
                budget,
                batch,
                LEASE,
                HAND_OVER,
                RECONCILE_GRACE,
                inboxGrace,
                inboxPast,
                awayDays,
                skipUnknownChannels,
                reenroll,
                environment,
                recipients,
                replyPolicy,
                disclosure,
                companyStops,
                unknownVisitsCount,
                redirect,
                contactRules,
                publicUrl,
                tracking);
        Host host = new Host(
                store,
                sequences,
                accounts,
                channels,
                composer,
                classifier,
                responder,
                vetoes,
                listeners,
                executor,
                slots,
                time.apply(store),
                random,
                settings);
        return new SequenceRunner(new Engine(host, visibleAttributes));
    }
}
