package dev.sdr.benchmarks;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the user asked for.
 *
 * @param quick whether small numbers will do
 * @param rounds how many rounds
 * @param docs whether to write to docs/: after a full run, or if asked to
 * @param entries what to measure
 * @param url the server, or empty to start one
 */
record Options(boolean quick, int rounds, boolean docs, List<Catalogue.Entry> entries, Optional<String> url) {

    static Options of(String[] args) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(args));
        boolean quick = false;
        boolean docs = false;
        int rounds = 0;
        List<Catalogue.Entry> entries = Catalogue.all();
        Optional<String> url = Optional.empty();
        while (!left.isEmpty()) {
            String option = left.pop();
            switch (option) {
                case "--quick" -> quick = true;
                case "--docs" -> docs = true;
                case "--rounds" -> rounds = Integer.parseInt(left.pop());
                case "--only" ->
                    entries = Arrays.stream(left.pop().split(",", -1))
                            .map(Catalogue::find)
                            .toList();
                default -> {
                    if (!option.startsWith("jdbc:postgresql:")) {
                        throw new IllegalArgumentException("'" + option + "' is neither an option nor a JDBC URL;"
                                + " there are --quick, --rounds N, --only name,name, --docs");
                    }
                    url = Optional.of(option);
                }
            }
        }
        if (rounds == 0) {
            rounds = quick ? 1 : 3;
        }
        boolean full = !quick && entries.equals(Catalogue.all());
        return new Options(quick, rounds, docs || full, entries, url);
    }
}
