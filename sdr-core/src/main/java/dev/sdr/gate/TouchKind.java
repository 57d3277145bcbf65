package dev.sdr.gate;

/** Why something would be sent; each gate says for which kinds it speaks. */
public enum TouchKind {
    /** A step of a sequence. */
    STEP,
    /** One mail the host asked for. */
    MANUAL,
    /** An answer to a person's mail. */
    ANSWER
}
