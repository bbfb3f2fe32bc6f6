package veredus.control.screens;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import veredus.api.admin.PolicyState;
import veredus.api.admin.PolicyVersion;
import veredus.api.admin.PolicyVersionFiles;
import veredus.control.people.Draft;
import veredus.control.web.Refusal;
import veredus.control.web.Visit;

/**
 * The configuration as it stands for one visit: what is in force, and what the visitor has changed of it.
 *
 * @param files of the version in force; secrets are masked
 * @param draft of the visitor; empty where nothing is changed
 */
public record Standing(
        PolicyState state, PolicyVersion version, SortedMap<String, String> files, Optional<Draft> draft) {

    static Standing of(Visit visit) throws IOException {
        PolicyState state = visit.engine().status().policy();
        String id = state.version()
                .orElseThrow(() -> new Refusal(
                        409,
                        "The configuration has no history",
                        "The engine runs without a configuration directory, or could not open the history; its log says"
                                + " which. Until then it cannot be seen or changed here."));
        PolicyVersionFiles inForce = visit.engine().policyVersion(id);
        return new Standing(
                state,
                inForce.version(),
                new TreeMap<>(inForce.files()),
                visit.signedIn().session().draft());
    }

    /** What the files would be with the draft. */
    public SortedMap<String, String> candidate() {
        return draft.map(begun -> begun.over(files)).orElse(files);
    }

    /** The version that the visitor's changes begin with. */
    public String base() {
        return draft.map(Draft::base).orElse(version.id());
    }

    /** Whether another version has been put in force since the visitor began. */
    public boolean isOutdated() {
        return !base().equals(version.id());
    }

    /** The draft with that text of a file; what is as it was before is no change. */
    Draft changed(String name, Optional<String> text) {
        Draft begun = draft.orElseGet(() -> Draft.of(version.id()));
        return Optional.ofNullable(files.get(name)).equals(text) ? begun.without(name) : begun.with(name, text);
    }

    /** The candidate with that text of a file. */
    Map<String, String> candidate(String name, String text) {
        return changed(name, Optional.of(text)).over(files);
    }
}
