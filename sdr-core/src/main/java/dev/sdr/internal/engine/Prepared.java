package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.sequence.Enrollment;
import java.util.Map;

/**
 * A step whose message is written and checked, ready to begin.
 *
 * @param known the enrollment and what is known of it
 * @param content the words
 * @param messageId the touch's Message-ID or token
 * @param thread the Message-ID of the first mail of its thread
 * @param headers how the mail says to unsubscribe
 */
record Prepared(Known known, TouchContent content, String messageId, String thread, Map<String, String> headers) {

    /**
     * A touch that has begun and may be handed over.
     *
     * @param touch the touch
     * @param prepared its message
     * @param enrollment the enrollment as it was written with it
     */
    record Begun(Touch touch, Prepared prepared, Enrollment enrollment) {}
}
