package dev.sdr.testkit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of the Gmail API: a request of its own, or a part of a batch.
 *
 * @param verb GET or POST
 * @param path the decoded path
 * @param query the parameters, which may be repeated
 * @param authorization the Authorization header, if any
 * @param body reads the body
 */
record GmailCall(String verb, String path, Map<String, List<String>> query, Optional<String> authorization, Body body) {

    /** A body that may not have come in yet. */
    interface Body {
        byte[] read() throws IOException;
    }

    private static final String USERS = "/gmail/v1/users/";

    static GmailCall of(LoopbackRequest request) {
        return new GmailCall(
                request.method(), request.path(), request.query(), request.header("Authorization"), request::body);
    }

    static boolean isOne(String path) {
        return path.startsWith(USERS);
    }

    /** The user the path names: {@code me} or an address. */
    String user() {
        String rest = path.substring(USERS.length());
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    /** The path behind the user, such as {@code /messages/send}. */
    String rest() {
        return path.substring(USERS.length() + user().length());
    }

    Optional<GmailMethod> method() {
        return isOne(path) ? GmailMethod.of(verb, rest()) : Optional.empty();
    }

    List<String> values(String name) {
        return query.getOrDefault(name, List.of());
    }

    Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    /** The piece of the path behind the user at a place, counted from 0. */
    String piece(int number) {
        return rest().substring(1).split("/", -1)[number];
    }
}
