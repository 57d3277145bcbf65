package dev.sdr.llm.chat;

/**
 * What a server has refused so far, and what is sent to it since. It only grows.
 *
 * @param form how the answer's form is asked for
 * @param otherTokenName whether the limit of tokens goes by the other of its two names
 * @param noTemperature whether the temperature is left out
 */
record Learned(AnswerForm form, boolean otherTokenName, boolean noTemperature) {

    static Learned nothing(AnswerForm form) {
        return new Learned(form, false, false);
    }

    Learned form(AnswerForm other) {
        return new Learned(other, otherTokenName, noTemperature);
    }

    Learned withOtherTokenName() {
        return new Learned(form, true, noTemperature);
    }

    Learned withoutTemperature() {
        return new Learned(form, otherTokenName, true);
    }

    /** What two threads learned at once. */
    Learned and(Learned other) {
        return new Learned(
                form.compareTo(other.form) >= 0 ? form : other.form,
                otherTokenName || other.otherTokenName,
                noTemperature || other.noTemperature);
    }
}
