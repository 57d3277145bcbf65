package dev.sdr.inbox;

import java.util.Locale;
import java.util.Optional;

/** Feedback reports (ARF, RFC 5965). */
final class Complaints {

    private Complaints() {}

    static Optional<Verdict> find(InboundMail mail) {
        Optional<InboundMail.Part> report = mail.parts().stream()
                .filter(p -> p.contentType().equals("message/feedback-report"))
                .findFirst();
        if (report.isEmpty()) {
            return Optional.empty();
        }
        String type = DeliveryReports.field(report.get().text(), "feedback-type")
                .orElse("abuse")
                .toLowerCase(Locale.ROOT);
        if (type.equals("not-spam")) {
            return Optional.of(Verdict.of(Verdict.Kind.AUTOMATIC, "a feedback report of type not-spam"));
        }
        return Optional.of(Verdict.of(Verdict.Kind.COMPLAINT, "a feedback report of type " + type));
    }
}
