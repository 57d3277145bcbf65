package dev.sdr.track;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a User-Agent header tells about who fetched a picture or link. */
final class UserAgents {

    /** Who fetches. */
    enum Fetcher {
        /** A program of nobody's. */
        MACHINE,
        /** A provider's proxy that fetches when a person opens the mail. */
        PROXY
    }

    /**
     * A row of the table.
     *
     * @param pattern found anywhere in the header
     * @param opensOnly whether it says something about opens only
     * @param fetcher who fetches
     * @param what it in words
     */
    record Known(Pattern pattern, boolean opensOnly, Fetcher fetcher, String what) {}

    private static final List<Known> TABLE = List.of(
            // SparkPost, "Update on the Gmail App Prefetching Images" (2022-01-25); mautic/mautic PR 10245
            known("Edge/12\\.246 Mozilla/5\\.0$", false, Fetcher.MACHINE, "Gmail, before it shows the mail"),
            // scientiamobile.com, "What is Google Image Proxy?" (2018-11): fetched as a person opens; mautic/mautic
            // 16069
            known("GoogleImageProxy", true, Fetcher.PROXY, "Gmail's image proxy"),
            // Yahoo Help SLN28749, named in the header itself
            known("YahooMailProxy", true, Fetcher.PROXY, "Yahoo's image proxy"),
            // Apple Mail Privacy Protection: no token after the engine's, where Safari and iOS web views have one
            known("^Mozilla/5\\.0$", true, Fetcher.MACHINE, "Apple Mail's privacy proxy, whether or not anybody reads"),
            known(
                    "^Mozilla/5\\.0 \\([^)]*\\) AppleWebKit/[0-9.]+ \\(KHTML, like Gecko\\)$",
                    true,
                    Fetcher.MACHINE,
                    "Apple Mail's privacy proxy, whether or not anybody reads"),
            // programs that name themselves; RFC 9110 section 10.1.5 asks them to
            known(
                    "barracuda|mimecast|proofpoint|messagelabs|symantec|trendmicro",
                    false,
                    Fetcher.MACHINE,
                    "a mail scanner"),
            known(
                    "(?<!cu)bot\\b|crawler|spider|headlesschrome|phantomjs|facebookexternalhit|whatsapp|skypeuripreview"
                            + "|existence discovery",
                    false,
                    Fetcher.MACHINE,
                    "a crawler or a link preview"),
            known(
                    "^(?:curl|wget|python|go-http-client|java|okhttp|apache-httpclient|ruby|perl|libwww|axios|node)\\b",
                    false,
                    Fetcher.MACHINE,
                    "a script"));

    private UserAgents() {}

    private static Known known(String pattern, boolean opensOnly, Fetcher fetcher, String what) {
        return new Known(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), opensOnly, fetcher, what);
    }

    /** What the table says, if it knows the agent. */
    static Optional<Known> find(String agent, boolean open) {
        String some = agent.length() > 500 ? agent.substring(0, 500) : agent;
        return TABLE.stream()
                .filter(k -> (open || !k.opensOnly())
                        && k.pattern().matcher(some.strip()).find())
                .findFirst();
    }
}
