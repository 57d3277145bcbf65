package dev.sdr.web;

/**
 * The limits of each part. Unsubscribing has a count of its own: what a network's machines fetch must not keep one of its people
 * from leaving.
 *
 * @param opens for pixels
 * @param visits for links and the pages one looks at
 * @param optOuts for unsubscribing
 * @param webhooks for what providers post
 */
record RateLimits(RateLimit opens, RateLimit visits, RateLimit optOuts, RateLimit webhooks) {

    RateLimit of(Target.Kind kind, String method) {
        return switch (kind) {
            case OPEN -> opens;
            case CLICK -> visits;
            case UNSUBSCRIBE -> method.equals("POST") ? optOuts : visits;
            case HOOK -> webhooks;
        };
    }
}
