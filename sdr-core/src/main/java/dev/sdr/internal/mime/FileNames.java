package dev.sdr.internal.mime;

/** Names of attachments as a person may see them: without folders and control characters, not too long. */
public final class FileNames {

    private static final int LONGEST = 255;

    private FileNames() {}

    /**
     * A name as a person may see it.
     *
     * @param name the decoded name
     * @return the name without folders and control characters; may be empty
     */
    public static String plain(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder out = new StringBuilder();
        last.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(LONGEST)
                .forEach(out::appendCodePoint);
        return out.toString().strip();
    }
}
