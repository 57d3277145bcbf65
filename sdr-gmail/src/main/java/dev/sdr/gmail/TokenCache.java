package dev.sdr.gmail;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the access token of one mailbox until shortly before it expires. Of several callers one asks and the others get
 * what it got. After a refusal, and to see that the mailbox was connected anew, the grant is looked at again at most once
 * a minute; one that is gone for good is never offered to Google again.
 */
final class TokenCache implements GoogleTokens {

    private static final Logger log = LoggerFactory.getLogger(TokenCache.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final int MARGIN_SHARE = 10;

    /** What access tokens are had for. */
    interface Grant {

        /** The grant as it is now, or empty if there is none. */
        Optional<String> now();

        /** Asks Google for an access token, once. */
        Granted ask(String grant) throws Refused;

        /** Puts a refusal into words. */
        CredentialsException refusal(Refused refused);

        /** Says that there is no grant. */
        CredentialsException missing();

        /** Whether the same grant will never be good again. */
        boolean isFinal(Refused refused);
    }

    /** An access token. */
    private record Kept(String grant, String accessToken, Instant until) {
        @Override
        public String toString() {
            return "until " + until;
        }
    }

    /** A refusal, and the grant that it ended for good. */
    private record No(Optional<String> ended, CredentialsException why) {
        @Override
        public String toString() {
            return String.valueOf(why.getMessage());
        }
    }

    private final Clock clock;
    private final Grant grant;
    private final Object lock = new Object();
    private Optional<Kept> kept = Optional.empty();
    private Optional<No> no = Optional.empty();
    private Instant lookedAt = Instant.MIN;
    private Optional<FutureTask<String>> running = Optional.empty();

    TokenCache(Clock clock, Grant grant) {
        this.clock = clock;
        this.grant = grant;
    }

    @Override
    public String accessToken() {
        FutureTask<String> task;
        boolean mine;
        synchronized (lock) {
            if (!isDue(clock.instant())) {
                return known();
            }
            mine = running.isEmpty();
            task = running.orElseGet(() -> new FutureTask<>(this::renew));
            running = Optional.of(task);
        }
        if (mine) {
            try {
                task.run();
            } finally {
                synchronized (lock) {
                    running = Optional.empty();
                }
            }
        }
        return result(task);
    }

    private boolean isDue(Instant now) {
        boolean lookedLately = lookedAt.isAfter(now.minus(LOOK_AGAIN)) && !lookedAt.isAfter(now);
        return !lookedLately || (no.isEmpty() && !isFresh(now));
    }

    private boolean isFresh(Instant now) {
        return kept.isPresent() && now.isBefore(kept.get().until());
    }

    private String known() {
        if (no.isPresent()) {
            throw again(no.get().why());
        }
        return kept.orElseThrow().accessToken();
    }

    private static CredentialsException again(CredentialsException why) {
        return new CredentialsException(String.valueOf(why.getMessage()), why);
    }

    private static String result(FutureTask<String> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException("asking for an access token failed in an unexpected way", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetryableException("interrupted while another thread asked for the access token", e);
        }
    }

    private String renew() {
        Instant now = clock.instant();
        Optional<String> current;
        try {
            current = grant.now();
        } catch (RetryableException e) {
            synchronized (lock) {
                if (no.isEmpty() && isFresh(now)) {
                    log.debug("where the grant is kept cannot be reached, but the access token is still good", e);
                    lookedAt = now;
                    return known();
                }
            }
            throw e;
        }
        synchronized (lock) {
            if (current.isEmpty()) {
                return refuse(now, Optional.empty(), grant.missing());
            }
            if (no.isPresent() && no.get().ended().equals(current)) {
                return refuse(now, current, again(no.get().why()));
            }
            if (isFresh(now) && kept.get().grant().equals(current.get())) {
                lookedAt = now;
                return kept.get().accessToken();
            }
        }
        return ask(now, current.get());
    }

    private String ask(Instant now, String current) {
        Granted granted;
        try {
            granted = grant.ask(current);
        } catch (Refused e) {
            synchronized (lock) {
                Optional<String> ended = grant.isFinal(e) ? Optional.of(current) : Optional.empty();
                return refuse(now, ended, grant.refusal(e));
            }
        }
        Duration tenth = granted.livesFor().dividedBy(MARGIN_SHARE);
        Duration margin = tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN;
        synchronized (lock) {
            lookedAt = now;
            no = Optional.empty();
            kept = Optional.of(new Kept(
                    current, granted.accessToken(), now.plus(granted.livesFor()).minus(margin)));
            return granted.accessToken();
        }
    }

    private String refuse(Instant now, Optional<String> ended, CredentialsException why) {
        lookedAt = now;
        kept = Optional.empty();
        no = Optional.of(new No(ended, why));
        throw why;
    }

    @Override
    public void refused(String accessToken) {
        synchronized (lock) {
            kept = kept.filter(token -> !token.accessToken().equals(accessToken));
        }
    }
}
