package dev.sdr.answer;

import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.sequence.Template;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The built-in responder: one template for each intent. An intent without one is answered by a person. Immutable. */
public final class TemplateResponder implements Responder {

    private static final TemplateResponder STANDARD = new TemplateResponder(new EnumMap<>(Intent.class))
            .with(Intent.INTERESTED, """
                        Hi {{first_name|there}},

                        thank you, I am glad to hear that. Would a short call next week suit you? If so, just send me two times that are good for you.

                        Best regards
                        {{sender_name}}
                        """)
            .with(Intent.NEED_MORE_INFO, """
                        Hi {{first_name|there}},

                        thank you for asking. I will put the details together and send them to you. Is there anything that matters most to you?

                        Best regards
                        {{sender_name}}
                        """)
            .with(Intent.READY_TO_MEET, """
                        Hi {{first_name|there}},

                        thank you, I look forward to it. I will send you an invitation; if another time suits you better, just tell me.

                        Best regards
                        {{sender_name}}
                        """)
            .with(Intent.REFERRAL, """
                        Hi {{first_name|there}},

                        thank you for pointing me to the right place. I will write there and mention you, unless you would rather I did not.

                        Best regards
                        {{sender_name}}
                        """);

    private final Map<Intent, Template> templates;

    private TemplateResponder(Map<Intent, Template> templates) {
        this.templates = new EnumMap<>(templates);
    }

    /**
     * The built-in templates, in English: short answers for those who are interested, ask, want to meet or name somebody
     * else. They promise nothing and ask one question.
     *
     * @return the responder
     */
    public static TemplateResponder standard() {
        return STANDARD;
    }

    /**
     * A responder that answers nothing yet.
     *
     * @return the responder
     */
    public static TemplateResponder empty() {
        return new TemplateResponder(new EnumMap<>(Intent.class));
    }

    /**
     * This responder with another template.
     *
     * @param intent for which intent
     * @param template the text's template, in the form of a step's
     * @return a changed copy
     * @throws IllegalArgumentException if it is not a template, or an opt-out would be answered
     */
    public TemplateResponder with(Intent intent, String template) {
        if (intent == Intent.UNSUBSCRIBE) {
            throw new IllegalArgumentException("an opt-out is confirmed to nobody");
        }
        Map<Intent, Template> changed = new EnumMap<>(Intent.class);
        changed.putAll(templates);
        changed.put(intent, Template.of(template));
        return new TemplateResponder(changed);
    }

    /** It reads the text in this process. */
    @Override
    public boolean sharesText() {
        return false;
    }

    @Override
    public Optional<Answer> respond(AnswerRequest request) {
        return Optional.ofNullable(templates.get(request.analysis().intent())).map(template -> {
            Template.Rendered rendered = template.render(request.values());
            return new Answer(rendered.text(), Optional.empty(), rendered.problems());
        });
    }
}
