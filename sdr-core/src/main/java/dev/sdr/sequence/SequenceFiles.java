package dev.sdr.sequence;

import dev.sdr.sequence.SequenceCheck.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds sequence files and the templates beside them. */
final class SequenceFiles {

    private static final long LARGEST = 1_000_000;

    private SequenceFiles() {}

    static SequenceCheck check(Path path) {
        List<Sequence> sequences = new ArrayList<>();
        List<Problem> errors = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        Map<String, String> fileOf = new HashMap<>();
        for (Path file : files(path, errors)) {
            String name = String.valueOf(file.getFileName());
            Optional<String> text = read(file, name, errors);
            if (text.isEmpty()) {
                continue;
            }
            SequenceCompiler compiler = new SequenceCompiler(name, template -> template(file, template, errors));
            Optional<Sequence> sequence = compiler.compile(text.get());
            errors.addAll(compiler.errors());
            warnings.addAll(compiler.warnings());
            sequence.ifPresent(s -> {
                String other = fileOf.put(s.id(), name);
                if (other == null) {
                    sequences.add(s);
                } else {
                    errors.add(new Problem(
                            name, 1, 1, "sequence_type '" + s.id() + "' is already used by " + other + "; change one"));
                }
            });
        }
        return new SequenceCheck(sequences, errors, warnings);
    }

    private static List<Path> files(Path path, List<Problem> errors) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> found = entries.filter(Files::isRegularFile)
                    .filter(p -> p.toString().endsWith(".yaml") || p.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                errors.add(new Problem(path.toString(), 1, 1, "the folder holds no .yaml or .yml file"));
            }
            return found;
        } catch (IOException e) {
            errors.add(new Problem(path.toString(), 1, 1, "the folder cannot be read: " + e.getMessage()));
            return List.of();
        }
    }

    private static Optional<String> read(Path file, String name, List<Problem> errors) {
        try {
            if (Files.size(file) > LARGEST) {
                errors.add(new Problem(name, 1, 1, "the file is larger than " + LARGEST + " bytes"));
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            errors.add(new Problem(name, 1, 1, "the file is not UTF-8 text; save it as UTF-8"));
        } catch (IOException e) {
            errors.add(new Problem(name, 1, 1, "the file cannot be read: " + e.getMessage()));
        }
        return Optional.empty();
    }

    /** The text of a template and its HTML form, if it has one; empty if there is no such template. */
    private static Optional<TemplateFile> template(Path sequenceFile, String name, List<Problem> errors) {
        Path folder =
                Optional.ofNullable(sequenceFile.toAbsolutePath().getParent()).orElse(Path.of(""));
        for (Path place : List.of(folder, folder.resolve("templates"))) {
            Path text = place.resolve(name + ".txt");
            if (Files.isRegularFile(text)) {
                Path html = place.resolve(name + ".html");
                Optional<String> htmlText =
                        Files.isRegularFile(html) ? read(html, name + ".html", errors) : Optional.empty();
                return read(text, name + ".txt", errors).map(t -> new TemplateFile(t, htmlText));
            }
        }
        return Optional.empty();
    }

    /**
     * A template's texts.
     *
     * @param text the plain text
     * @param html the HTML form
     */
    record TemplateFile(String text, Optional<String> html) {}
}
