package veredus.control.web;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import veredus.api.admin.Role;
import veredus.api.client.EngineClient;
import veredus.control.people.Session;
import veredus.control.people.WebUser;

/**
 * One request that may be answered.
 *
 * @param query the parameters of the URL; each was given once
 * @param form the fields of a change; empty for a look
 * @param fragment whether htmx asks for a part of a page
 * @param member who is signed in; absent at the few pages that need nobody
 */
public record Visit(
        String path,
        Map<String, String> query,
        Map<String, String> form,
        boolean fragment,
        InetAddress from,
        Instant now,
        String visitorId,
        Optional<Member> member) {

    /**
     * Who is signed in.
     *
     * @param engine asks with the rights of this person alone
     */
    public record Member(WebUser user, Session session, String sessionId, EngineClient engine) {}

    Visit withForm(Map<String, String> fields) {
        return new Visit(path, query, fields, fragment, from, now, visitorId, member);
    }

    /** A parameter of the URL; absent when it is empty. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A field of a change; absent when it is empty. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(form.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A field or a parameter of that name. */
    public Optional<String> either(String name) {
        return field(name).or(() -> parameter(name));
    }

    /** One of several words; the first where none or another one is given. */
    public String choice(String name, java.util.List<String> words) {
        return parameter(name).filter(words::contains).orElse(words.getFirst());
    }

    /** A whole number from {@code least} to {@code most}; {@code least} where none or another is given. */
    public int number(String name, int least, int most) {
        return parameter(name)
                .filter(text -> text.matches("[0-9]{1,8}"))
                .map(Integer::parseInt)
                .filter(number -> number >= least && number <= most)
                .orElse(least);
    }

    /** Who is signed in, at pages that only they reach. */
    public Member signedIn() {
        return member.orElseThrow(() -> new IllegalStateException("this page is reached by those who signed in"));
    }

    public EngineClient engine() {
        return signedIn().engine();
    }

    public boolean may(Role needed) {
        return member.filter(known -> known.user().role().includes(needed)).isPresent();
    }

    /** Whether they meet the engine as a whole, and not one tenant alone. */
    public boolean isEngineWide() {
        return member.filter(known -> known.user().tenant().isEmpty()).isPresent();
    }
}
