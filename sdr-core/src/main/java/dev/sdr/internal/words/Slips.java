package dev.sdr.internal.words;

/** Words typed with a slip of the finger. */
final class Slips {

    private static final int LONGEST = 30;

    private Slips() {}

    /**
     * Whether a word is meant to be another: letters missing, added, changed or swapped, one in a word of five letters or
     * more, two in one of nine or more. The first two letters must be right.
     */
    static boolean isNear(String meant, String typed) {
        int allowed = meant.length() >= 9 ? 2 : meant.length() >= 5 ? 1 : 0;
        if (Math.abs(meant.length() - typed.length()) > allowed || typed.length() > LONGEST) {
            return false;
        }
        return meant.equals(typed) || (meant.regionMatches(0, typed, 0, 2) && distance(meant, typed) <= allowed);
    }

    /** The optimal string alignment distance. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
