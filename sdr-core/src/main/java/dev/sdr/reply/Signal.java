package dev.sdr.reply;

import java.util.Locale;

/** What a phrase of a reply speaks for. The phrases are in {@code signals-*.txt} and {@code needs-*.txt}, a section for each. */
enum Signal {
    /** A refusal that stands for itself. */
    NO,
    /** They have what they need. */
    HAVE,
    /** Not at this time, or not for this money. */
    NOTNOW,
    /** They would write to us. */
    BRUSH,
    /** Interest. */
    YES,
    /** A kind word that need not mean interest. */
    PRAISE,
    /** We are to write again later. */
    LATER,
    /** They ask what comes next. */
    NEXT,
    /** A meeting, a call, a time for one. */
    MEET,
    /** A question about what we offer. */
    ASK,
    /** They would have something to read. */
    INFO,
    /** Somebody else is named or handed on to. */
    REFER,
    /** It is not theirs to decide. */
    WRONG,
    /** They have left. */
    LEFT,
    /** They are away. */
    AWAY,
    /** A machine's receipt. */
    AUTO,
    /** An offer to us. */
    PITCH,
    /** Words that try to steer a machine. */
    INJECT,
    /** Small talk. */
    SMALL,
    /** Hides what it touches. */
    SHIELD,

    /** Law, data protection, the threat of either. */
    LEGAL,
    /** Anger at us. */
    ANGRY,
    /** Bargaining. */
    HAGGLE,
    /** Contracts, certificates, questionnaires. */
    PAPERS,
    /** Where their address comes from. */
    ORIGIN,
    /** Names of customers, figures of their own site. */
    FACTS,
    /** A call by telephone. */
    PHONE,
    /** A meeting in person. */
    VISIT;

    static Signal of(String section) {
        return valueOf(section.toUpperCase(Locale.ROOT));
    }
}
