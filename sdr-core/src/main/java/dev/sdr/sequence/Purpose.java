package dev.sdr.sequence;

/** Why a campaign writes to its leads; rules about consent depend on it. */
public enum Purpose {
    /** First contact without prior consent. */
    COLD,
    /** The lead asked for it. */
    OPTED_IN,
    /** The lead is a customer. */
    CUSTOMER
}
