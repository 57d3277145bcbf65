package dev.sdr.internal.mime;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uuencoded files inside the text of old mails. */
public final class Uuencode {

    private static final Pattern BEGIN = Pattern.compile("begin(?:-base64)? [0-7]{3,4} (\\S.{0,254})");
    private static final int MOST = 50;

    private Uuencode() {}

    /**
     * A text without its files, and those.
     *
     * @param text the rest of the text
     * @param files the files in order
     */
    public record Found(String text, List<File> files) {}

    /**
     * A file.
     *
     * @param name its name without folders and control characters
     * @param size its size in bytes, decoded
     */
    public record File(String name, long size) {}

    static boolean isBegin(String line) {
        return line.startsWith("begin") && BEGIN.matcher(line).matches();
    }

    /**
     * Takes complete uuencoded files out of a text; a "begin" without its "end" is text.
     *
     * @param text a text with line ends as {@code \n}
     * @return the text without its files, and those
     */
    public static Found split(String text) {
        if (!text.contains("begin ")) {
            return new Found(text, List.of());
        }
        List<String> lines = text.lines().toList();
        List<File> files = new ArrayList<>();
        StringBuilder rest = new StringBuilder();
        int lastEnd = lines.lastIndexOf("end");
        int i = 0;
        while (i < lines.size()) {
            Matcher begin = BEGIN.matcher(lines.get(i));
            if (i < lastEnd && files.size() < MOST && begin.matches()) {
                long size = 0;
                for (i++; i < lastEnd && !lines.get(i).equals("end"); i++) {
                    size += line(lines.get(i)).length;
                }
                files.add(new File(FileNames.plain(begin.group(1)), size));
            } else {
                rest.append(lines.get(i)).append('\n');
            }
            i++;
        }
        return new Found(files.isEmpty() ? text : rest.toString(), files);
    }

    /** The bytes of one line: its length, then four characters for three bytes. */
    static byte[] line(String line) {
        int length = line.isEmpty() ? 0 : (line.charAt(0) - 32) & 63;
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        for (int i = 1; out.size() < length && i < line.length(); i += 4) {
            int four = 0;
            for (int k = 0; k < 4; k++) {
                int c = i + k < line.length() ? line.charAt(i + k) : ' ';
                four = (four << 6) | ((c - 32) & 63);
            }
            for (int shift = 16; shift >= 0 && out.size() < length; shift -= 8) {
                out.write(four >> shift);
            }
        }
        return out.toByteArray();
    }
}
