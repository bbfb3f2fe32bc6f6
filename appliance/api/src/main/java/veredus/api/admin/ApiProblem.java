package veredus.api.admin;

import java.util.Objects;

/**
 * Why a request failed (RFC 9457, {@code application/problem+json}).
 *
 * @param title the kind of problem
 * @param status the HTTP status
 * @param detail what is wrong with this request and how to mend it
 */
public record ApiProblem(String title, int status, String detail) {
    public ApiProblem {
        title = Objects.requireNonNullElse(title, "");
        detail = Objects.requireNonNullElse(detail, "");
    }
}
