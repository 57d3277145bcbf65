package dev.sdr.internal.engine;

import dev.sdr.internal.text.HtmlEdit;
import dev.sdr.sequence.Purpose;
import dev.sdr.track.Tracking;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Our own pixel and links in the HTML of a mail. A link's target is in its token, so a link works for ever and whatever
 * becomes of the store. There is no link that only machines see: filters take hidden content for a sign of spam, and a
 * machine that follows all links shows itself on the unsubscribe page.
 */
final class TrackedHtml {

    /** A longer address is cut or refused on its way by some (Outlook: 2,083 characters), so its link stays as it is. */
    private static final int LONGEST = 2_000;

    private static final int MOST_LINKS = 1_000;

    /** Words that look like an address: where the link leads elsewhere, mail programs warn of fraud. */
    private static final Pattern ADDRESS = Pattern.compile("(?i)(?:https?://|www\\.)\\S+");

    private final Tokens tokens;
    private final Optional<PublicUrl> url;
    private final Tracking tracking;

    TrackedHtml(Context context) {
        this.tokens = context.tokens;
        this.url = context.settings.publicUrl();
        this.tracking = context.settings.tracking();
    }

    /** The HTML of a step's mail as it leaves. */
    String of(String html, String messageId, Purpose purpose) {
        if (url.isEmpty() || (purpose == Purpose.COLD && !tracking.cold())) {
            return html;
        }
        PublicUrl at = url.get();
        String tracked = html;
        if (tracking.clicks()) {
            int[] links = new int[1];
            tracked = HtmlEdit.links(html, link -> {
                if (link.marked() || ADDRESS.matcher(link.words()).matches() || !mayLead(at, link.url())) {
                    return Optional.empty();
                }
                String own = at.click(tokens.click(new Tokens.Click(messageId, links[0] + 1, link.url())));
                if (own.length() > LONGEST || links[0] >= MOST_LINKS) {
                    return Optional.empty();
                }
                links[0]++;
                return Optional.of(own);
            });
        }
        return tracking.opens()
                ? HtmlEdit.atEnd(
                        tracked,
                        "<img src=\"" + at.open(tokens.open(messageId))
                                + "\" alt=\"\" width=\"1\" height=\"1\" style=\"border:0\">")
                : tracked;
    }

    /** Whether a target is one that a redirect can name: http or https, with a host, and none of our own pages. */
    private static boolean mayLead(PublicUrl at, String target) {
        try {
            URI uri = new URI(target);
            return uri.getHost() != null
                    && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                    && !at.covers(target);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
