package veredus.engine.admin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import veredus.api.admin.AdminJson;
import veredus.api.client.Endpoint;

/**
 * A request that may be answered: its sender is known.
 *
 * @param id the id in the path; empty where the path has none
 * @param query the parameters; each was given once
 * @param caller who asks; {@link Caller#NOBODY} at paths that need no token
 */
record Ask(Endpoint endpoint, String id, Map<String, String> query, byte[] body, Caller caller) {

    /** The name of the token. */
    String who() {
        return caller.name();
    }

    /** Refuses parameters other than {@code names}: a misspelt filter would mean something else. */
    void onlyParameters(Set<String> names) {
        for (String given : query.keySet()) {
            if (!names.contains(given)) {
                throw AdminRefusal.unprocessable("the parameter is not known here; there are "
                        + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(text -> !text.isEmpty());
    }

    /** A whole number from {@code least} to {@code most}. */
    int number(String name, int usual, int least, int most) {
        String text = query.getOrDefault(name, Integer.toString(usual));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw AdminRefusal.unprocessable(name + " is a number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** The body as JSON. */
    <T> T json(Class<T> type) {
        try {
            T read = AdminJson.STRICT.readValue(body, type);
            if (read == null) {
                throw AdminRefusal.unprocessable("the body is null; send an object");
            }
            return read;
        } catch (JacksonException bad) {
            throw new AdminRefusal(
                    422, "the body is no " + type.getSimpleName(), String.valueOf(bad.getOriginalMessage()));
        }
    }
}
