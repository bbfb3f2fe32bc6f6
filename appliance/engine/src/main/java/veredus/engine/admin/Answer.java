package veredus.engine.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import veredus.api.admin.AdminJson;
import veredus.api.admin.ApiProblem;

/**
 * What is answered to a request.
 *
 * @param lengthBytes of what {@code content} writes
 * @param told what was done, for the log; empty where the request says it all
 */
record Answer(int status, String type, long lengthBytes, Content content, String told) {

    /** Writes the body; a failure cuts the connection, so that nobody takes half for the whole. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    static Answer json(Object value) {
        return json(value, "");
    }

    static Answer json(Object value, String told) {
        return bytes(200, "application/json", AdminJson.LENIENT.writeValueAsBytes(value), told);
    }

    static Answer text(int status, String type, String text) {
        return bytes(status, type, text.getBytes(StandardCharsets.UTF_8), "");
    }

    static Answer problem(ApiProblem problem) {
        byte[] json = AdminJson.LENIENT.writeValueAsBytes(problem);
        return bytes(problem.status(), "application/problem+json", json, problem.title() + ": " + problem.detail());
    }

    private static Answer bytes(int status, String type, byte[] bytes, String told) {
        return new Answer(status, type, bytes.length, out -> out.write(bytes), told);
    }
}
