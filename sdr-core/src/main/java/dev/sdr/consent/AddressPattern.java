package dev.sdr.consent;

/** Matches patterns with {@code *} in time that grows with the product of both lengths at most. */
final class AddressPattern {

    private AddressPattern() {}

    static boolean matches(String pattern, String text) {
        int at = 0;
        int inPattern = 0;
        int star = -1;
        int afterStar = 0;
        while (at < text.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                star = inPattern++;
                afterStar = at;
            } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == text.charAt(at)) {
                inPattern++;
                at++;
            } else if (star >= 0) { // the last star takes one character more
                inPattern = star + 1;
                at = ++afterStar;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
            inPattern++;
        }
        return inPattern == pattern.length();
    }
}
