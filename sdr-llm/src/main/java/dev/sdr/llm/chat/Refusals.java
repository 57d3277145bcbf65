package dev.sdr.llm.chat;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a provider's errors mean for whoever asked: come back later, see to the account, or change the configuration. */
final class Refusals {

    /** For a server that has too much to do and does not say for how long. */
    static final Duration USUAL = Duration.ofSeconds(5);

    private Refusals() {}

    static SdrException of(String who, ProviderError error, Instant now) {
        String what = who + ": " + error.shown();
        if (error.isOutOfMoney() || error.status() == 402) {
            return new CredentialsException(
                    what + "; the account has no money or quota left: pay, or raise its limit, then it works again");
        }
        if (error.isOfKey()) {
            return new CredentialsException(what + "; the key is refused, or may not use this model: replace it");
        }
        Optional<String> advice = error.answer().header("x-should-retry");
        if (advice.filter("false"::equalsIgnoreCase).isPresent()) {
            return error.status() == 429
                    ? new CredentialsException(
                            what + "; the provider says that waiting does not help: look at its limits")
                    : new ConfigurationException(what + "; the provider says that trying again does not help");
        }
        if (isForNow(error.status()) || advice.filter("true"::equalsIgnoreCase).isPresent()) {
            return later(what, error, now);
        }
        return never(what, error);
    }

    private static boolean isForNow(int status) {
        return status == 408 || status == 409 || status == 429 || status >= 500;
    }

    /**
     * A limit and an overload are told before any work is done, and so is whatever comes with a time to come back. Behind a
     * timeout or another failure the model may have worked: it is not said to have cost nothing.
     */
    private static SdrException later(String what, ProviderError error, Instant now) {
        boolean before = error.status() == 429 || error.status() == 503 || error.status() == 529;
        boolean timeout = error.status() == 408 || error.status() == 504;
        Optional<Duration> wait = RetryAfter.told(error.answer(), now);
        if (wait.isEmpty() && before) {
            wait = RetryAfter.limits(error.answer(), now).or(() -> Optional.of(USUAL));
        }
        String words = what + "; it cannot answer now";
        return wait.isEmpty() || timeout
                ? new RetryableException(words)
                : RetryableException.after(words + ", and wants to be asked again after " + wait.get(), wait.get());
    }

    private static SdrException never(String what, ProviderError error) {
        if (error.isTooLong()) {
            return new ConfigurationException(
                    what + "; the question is too long for this model: shorten what it is given, or use another model");
        }
        if (error.status() / 100 == 3) {
            return new ConfigurationException(
                    what + "; the server sends on to another address, where the key does not follow: set the base URL");
        }
        if (error.status() == 404) {
            return new ConfigurationException(what + "; there is no such model or no such address: check both");
        }
        return new ConfigurationException(
                what + "; the server does not take this request: check the model's name and the options");
    }
}
