package dev.sdr.inbox;

/** Names of attachments as a person may see them: without folders and control characters, not too long. */
final class FileNames {

    private static final int LONGEST = 255;

    private FileNames() {}

    static String plain(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder out = new StringBuilder();
        last.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(LONGEST)
                .forEach(out::appendCodePoint);
        return out.toString().strip();
    }
}
