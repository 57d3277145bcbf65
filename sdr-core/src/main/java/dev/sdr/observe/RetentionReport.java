package dev.sdr.observe;

import java.util.List;

/**
 * What {@code SequenceRunner.retain} removed.
 *
 * @param messageTexts touches that lost their words
 * @param touches touches removed
 * @param inboundTexts inbound messages that lost their words
 * @param events events removed from the feed
 * @param traces opens and clicks that lost their user agent and address, and events of mail that is not ours
 * @param more whether the time budget was spent before everything old was gone; the next call goes on
 * @param problems what failed, one line each
 */
public record RetentionReport(
        int messageTexts, int touches, int inboundTexts, int events, int traces, boolean more, List<String> problems) {

    /** Copies the list. */
    public RetentionReport {
        problems = List.copyOf(problems);
    }
}
