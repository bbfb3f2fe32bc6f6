package veredus.engine.egress;

/** One receiving system behind many domains: named after its mail exchangers, or by a route. */
public record SiteName(String name) {
    @Override
    public String toString() {
        return name;
    }
}
