package dev.sdr.llmhost;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was asked for.
 *
 * @param evaluate whether a classifier is to be measured, instead of the walk
 * @param server the server of a real model; empty for the stand-in
 * @param replies the labelled replies to measure on; empty for the example's own
 */
record Options(boolean evaluate, Optional<Server> server, Optional<Path> replies) {

    /**
     * A real model.
     *
     * @param baseUrl where it is
     * @param model its name
     * @param key the key; empty if the server wants none
     * @param anthropic whether it speaks Anthropic's format instead of OpenAI's
     */
    record Server(String baseUrl, String model, String key, boolean anthropic) {

        /** Does not show the key. */
        @Override
        public String toString() {
            return model + " at " + baseUrl;
        }
    }

    static final String USAGE = """
            no options: a walk against a stand-in model on this machine
              evaluate                      measure the rules and the model on labelled replies, print tables
            and for either, a real model instead of the stand-in:
              --base-url https://api.example.com/v1   where it is
              --model NAME                  its name there
              --key-variable LLM_API_KEY    the environment variable that holds the key (LLM_API_KEY)
              --wire openai                 openai (and all that are compatible) or anthropic
            and for evaluate:
              --replies FILE                a JSON object a line: id, body, sentiment, intent; subject, requires_human, urgency
            """;

    private static final Set<String> KNOWN = Set.of("--base-url", "--model", "--key-variable", "--wire", "--replies");

    static Options parse(List<String> args, Map<String, String> environment) {
        boolean evaluate = !args.isEmpty() && args.get(0).equals("evaluate");
        Map<String, String> given = new HashMap<>();
        for (int i = evaluate ? 1 : 0; i < args.size(); i += 2) {
            if (!KNOWN.contains(args.get(i)) || i + 1 == args.size()) {
                throw new IllegalArgumentException("'" + args.get(i) + "' is no option, or has no value");
            }
            given.put(args.get(i), args.get(i + 1));
        }
        if (given.containsKey("--base-url") != given.containsKey("--model")) {
            throw new IllegalArgumentException("--base-url and --model belong together");
        }
        if (given.containsKey("--replies") && !evaluate) {
            throw new IllegalArgumentException("--replies is for evaluate");
        }
        String wire = given.getOrDefault("--wire", "openai").toLowerCase(Locale.ROOT);
        if (!Set.of("openai", "anthropic").contains(wire)) {
            throw new IllegalArgumentException("--wire is openai or anthropic, not " + wire);
        }
        return new Options(
                evaluate,
                Optional.ofNullable(given.get("--base-url"))
                        .map(url -> new Server(
                                url,
                                given.getOrDefault("--model", ""),
                                key(given, environment),
                                wire.equals("anthropic"))),
                Optional.ofNullable(given.get("--replies")).map(Path::of));
    }

    /** A local server wants none; a variable that was named must be there. */
    private static String key(Map<String, String> given, Map<String, String> environment) {
        String variable = given.getOrDefault("--key-variable", "LLM_API_KEY");
        String key = environment.getOrDefault(variable, "");
        if (key.isBlank() && given.containsKey("--key-variable")) {
            throw new IllegalArgumentException("the environment variable " + variable + " is not set");
        }
        return key;
    }

    /** The example's folder, whether Maven runs in it or above it. */
    static Path home() {
        Path below = Path.of("examples", "llm");
        return Files.isDirectory(below) ? below : Path.of("");
    }
}
