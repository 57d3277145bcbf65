package dev.sdr.crashlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * What makes processes start faster: an archive of loaded classes (JEP 350), written by the first process of this JVM
 * and shared by the later ones. It works with jars only, so folders of classes are packed first.
 */
final class ClassArchive {

    private final String classPath;
    private final Path file;

    private ClassArchive(String classPath, Path file) {
        this.classPath = classPath;
        this.file = file;
    }

    private static final class Holder {
        static final ClassArchive ONE = create();

        private static ClassArchive create() {
            try {
                Path folder = Files.createTempDirectory("crash-lab-classes");
                folder.toFile().deleteOnExit();
                String given = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
                List<String> jars = new ArrayList<>();
                for (String entry : given.split(System.getProperty("path.separator"), -1)) {
                    Path path = Path.of(entry);
                    if (Files.isDirectory(path)) {
                        Path jar = folder.resolve(jars.size() + ".jar");
                        pack(path, jar);
                        jar.toFile().deleteOnExit();
                        jars.add(jar.toString());
                    } else if (Files.exists(path)) {
                        jars.add(entry);
                    }
                }
                Path file = folder.resolve("classes.jsa");
                file.toFile().deleteOnExit();
                return new ClassArchive(String.join(System.getProperty("path.separator"), jars), file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void pack(Path folder, Path jar) throws IOException {
            try (Stream<Path> files = Files.walk(folder);
                    JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (Path each : files.filter(f -> !f.equals(folder)).toList()) {
                    boolean directory = Files.isDirectory(each); // Flyway looks for its folders by their entries
                    out.putNextEntry(new JarEntry(folder.relativize(each) + (directory ? "/" : "")));
                    if (!directory) {
                        Files.copy(each, out);
                    }
                    out.closeEntry();
                }
            }
        }
    }

    /** The one of this JVM. */
    static ClassArchive ofThisJvm() {
        return Holder.ONE;
    }

    String classPath() {
        return classPath;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Options for a process that uses the archive. */
    List<String> options() {
        return exists() ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off") : List.of();
    }

    /** Options for a process that writes the archive when it ends. */
    List<String> writing() {
        return List.of("-XX:ArchiveClassesAtExit=" + file, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }
}
