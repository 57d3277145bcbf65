package dev.sdr.compose;

import dev.sdr.sequence.Template;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The built-in composer: fills in the step's templates. */
public final class TemplateComposer implements Composer {

    /** Creates the composer. */
    public TemplateComposer() {}

    @Override
    public Composition compose(ComposeRequest request) {
        Set<String> missing = new LinkedHashSet<>();
        String subject =
                request.step().subject().map(s -> text(s, request, missing)).orElse("");
        String text = text(request.step().text(), request, missing);
        Optional<String> html = request.step().html().map(source -> {
            Template.Rendered rendered = Template.of(source).renderHtml(request.values());
            missing.addAll(rendered.missing());
            return rendered.text();
        });
        return new Composition(subject, text, html, List.copyOf(missing));
    }

    private static String text(String source, ComposeRequest request, Set<String> missing) {
        Template.Rendered rendered = Template.of(source).render(request.values());
        missing.addAll(rendered.missing());
        return rendered.text();
    }
}
