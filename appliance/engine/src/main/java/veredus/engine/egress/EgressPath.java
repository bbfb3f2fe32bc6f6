package veredus.engine.egress;

/** A vMTA and the site it sends to: what connections belong to and limits are counted for. */
public record EgressPath(String vmta, SiteName site) {
    @Override
    public String toString() {
        return vmta + " > " + site;
    }
}
