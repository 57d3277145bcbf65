package dev.sdr.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An error as both kinds of provider word it.
 *
 * @param status the HTTP status
 * @param type the type of the error
 * @param code its code, or empty for JSON's null; Anthropic has none
 * @param param the field it is about, or empty for JSON's null; Anthropic has none
 * @param message the message
 */
record ModelRefusal(int status, String type, String code, String param, String message) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static ModelRefusal invalid(String param, String message) {
        return new ModelRefusal(400, "invalid_request_error", "", param, message);
    }

    LoopbackAnswer answer(boolean anthropic) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode error;
        if (anthropic) {
            error = body.put("type", "error")
                    .putObject("error")
                    .put("type", type)
                    .put("message", message);
            body.put("request_id", "req_0");
        } else {
            error = body.putObject("error").put("message", message).put("type", type);
            nullable(error, "param", param);
            nullable(error, "code", code);
        }
        return LoopbackAnswer.json(status, body.toString());
    }

    private static void nullable(ObjectNode error, String field, String value) {
        if (value.isEmpty()) {
            error.putNull(field);
        } else {
            error.put(field, value);
        }
    }
}
