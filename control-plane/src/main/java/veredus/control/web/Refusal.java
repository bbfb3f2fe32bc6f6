package veredus.control.web;

/** A visit that is not answered with what it wanted. The texts are for the person and say what to do. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    public Refusal(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    /** 422: what was filled in cannot be used. */
    public static Refusal unusable(String detail) {
        return new Refusal(422, "That cannot be used", detail);
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
