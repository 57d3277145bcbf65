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

    /** It fills in templates in this process. */
    @Override
    public boolean sharesText() {
        return false;
    }

    @Override
    public Composition compose(ComposeRequest request) {
        Set<String> problems = new LinkedHashSet<>();
        String subject =
                request.step().subject().map(s -> text(s, request, problems)).orElse("");
        String text = text(request.step().text(), request, problems);
        Optional<String> html = request.step().html().map(source -> {
            Template.Rendered rendered = template(source).renderHtml(request.values());
            problems.addAll(rendered.problems());
            return rendered.text();
        });
        return new Composition(subject, text, html, List.copyOf(problems));
    }

    private Template template(String source) {
        if (parsed.size() >= MOST_PARSED) {
            parsed.clear();
        }
        return parsed.computeIfAbsent(source, Template::of);
    }

    private String text(String source, ComposeRequest request, Set<String> problems) {
        Template.Rendered rendered = template(source).render(request.values());
        problems.addAll(rendered.problems());
        return rendered.text();
    }
}
