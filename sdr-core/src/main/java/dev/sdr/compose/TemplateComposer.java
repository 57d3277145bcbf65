package dev.sdr.compose;

import dev.sdr.sequence.Template;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The built-in composer: fills in the step's templates. */
public final class TemplateComposer implements Composer {

    private static final int MOST_PARSED = 1_000;

    private final Map<String, Template> parsed = new ConcurrentHashMap<>();

    /** Creates the composer. */
    public TemplateComposer() {}

    @Override
    public Composition compose(ComposeRequest request) {
        Set<String> missing = new LinkedHashSet<>();
        String subject =
                request.step().subject().map(s -> text(s, request, missing)).orElse("");
        String text = text(request.step().text(), request, missing);
        Optional<String> html = request.step().html().map(source -> {
            Template.Rendered rendered = template(source).renderHtml(request.values());
            missing.addAll(rendered.missing());
            return rendered.text();
        });
        return new Composition(subject, text, html, List.copyOf(missing));
    }

    private Template template(String source) {
        if (parsed.size() >= MOST_PARSED) {
            parsed.clear();
        }
        return parsed.computeIfAbsent(source, Template::of);
    }

    private String text(String source, ComposeRequest request, Set<String> missing) {
        Template.Rendered rendered = template(source).render(request.values());
        missing.addAll(rendered.missing());
        return rendered.text();
    }
}
