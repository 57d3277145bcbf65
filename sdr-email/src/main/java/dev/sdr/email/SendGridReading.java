package dev.sdr.email;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sendgrid.Response;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks SendGrid for settings and lists. */
final class SendGridReading {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 500; // the most SendGrid gives at once
    private static final int MOST_PAGES = 4000;

    private final SendGridApi api;

    SendGridReading(SendGridApi api) {
        this.api = api;
    }

    /**
     * Asks once.
     *
     * @throws CredentialsException if SendGrid refuses the key, or the key has not the scope
     * @throws RetryableException if SendGrid cannot be reached or gives no answer that can be read
     */
    JsonNode get(String path, Map<String, String> query) {
        String key;
        try {
            key = api.key();
        } catch (RuntimeException e) { // its message may hold what the supplier read
            throw new CredentialsException("no API key for SendGrid could be supplied; look at its supplier");
        }
        try {
            Response response = api.get(key, path, query);
            int status = response.getStatusCode();
            if (status == 401 || status == 403) {
                throw new CredentialsException("SendGrid answers " + status + " to GET /v3/" + path
                        + ": the key is not valid or lacks the scope; see Settings > API Keys");
            }
            if (status != 200) {
                throw new RetryableException(
                        "SendGrid answers " + status + " to GET /v3/" + path + "; try again later");
            }
            return JSON.readTree(response.getBody() == null ? "" : response.getBody());
        } catch (JsonProcessingException e) {
            throw new RetryableException("SendGrid's answer to GET /v3/" + path + " is not JSON; try again later");
        } catch (IOException e) {
            throw new RetryableException("SendGrid cannot be reached for GET /v3/" + path + " ("
                    + e.getClass().getSimpleName() + "); try again later");
        }
    }

    /** Asks for a list page by page until a page is not full. */
    List<JsonNode> all(String path, Map<String, String> query) {
        List<JsonNode> all = new ArrayList<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            Map<String, String> paged = new HashMap<>(query);
            paged.put("limit", Integer.toString(PAGE));
            paged.put("offset", Integer.toString(page * PAGE));
            JsonNode some = get(path, paged);
            some.forEach(all::add);
            if (some.size() < PAGE) {
                return all;
            }
        }
        throw new RetryableException("the list GET /v3/" + path + " of SendGrid does not end; ask for a later start");
    }
}
