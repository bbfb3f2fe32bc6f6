package veredus.engine.egress;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import veredus.world.Dns;

/** A DNS door with a zone in memory. A name that is not in it does not exist. */
public final class FakeDns implements Dns {
    private static final Duration TTL = Duration.ofMinutes(5);

    private final Map<String, Answer<Mx>> mx = new TreeMap<>();
    private final Map<String, Answer<InetAddress>> a = new TreeMap<>();
    private final Map<String, Answer<InetAddress>> aaaa = new TreeMap<>();

    /** What has been asked, as {@code mx example.com}. */
    public final List<String> asked = new ArrayList<>();

    /** Adds MX records, each as {@code 10 mx.example.net}. */
    public FakeDns mx(String name, String... records) {
        return mx(name, TTL, records);
    }

    public FakeDns mx(String name, Duration ttl, String... records) {
        var found = new ArrayList<Mx>();
        for (String text : records) {
            String[] words = text.split(" ", 2);
            found.add(new Mx(Integer.parseInt(words[0]), words[1].equals(".") ? "" : words[1]));
        }
        mx.put(name, new Answer.Found<>(found, ttl, false));
        return this;
    }

    public FakeDns mxAnswer(String name, Answer<Mx> answer) {
        mx.put(name, answer);
        return this;
    }

    /** Adds addresses of either family. */
    public FakeDns address(String host, String... addresses) {
        var four = new ArrayList<InetAddress>();
        var six = new ArrayList<InetAddress>();
        for (String text : addresses) {
            (text.indexOf(':') < 0 ? four : six).add(NumericAddress.parse(text).orElseThrow());
        }
        a.put(host, four.isEmpty() ? new Answer.NoData<>(TTL) : new Answer.Found<>(four, TTL, false));
        aaaa.put(host, six.isEmpty() ? new Answer.NoData<>(TTL) : new Answer.Found<>(six, TTL, false));
        return this;
    }

    public FakeDns addressFails(String host) {
        a.put(host, new Answer.Failed<>("SERVFAIL"));
        aaaa.put(host, new Answer.Failed<>("SERVFAIL"));
        return this;
    }

    @Override
    public Answer<Mx> mx(String name) {
        return answer("mx", name, mx);
    }

    @Override
    public Answer<InetAddress> a(String host) {
        return answer("a", host, a);
    }

    @Override
    public Answer<InetAddress> aaaa(String host) {
        return answer("aaaa", host, aaaa);
    }

    private <T> Answer<T> answer(String type, String name, Map<String, Answer<T>> records) {
        asked.add(type + " " + name);
        boolean exists = mx.containsKey(name) || a.containsKey(name);
        return Optional.ofNullable(records.get(name))
                .orElseGet(() -> exists ? new Answer.NoData<>(TTL) : new Answer.NoName<>(TTL));
    }

    @Override
    public Answer<String> txt(String name) {
        return new Answer.NoName<>(TTL);
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return new Answer.NoName<>(TTL);
    }

    @Override
    public void forget(String name) {}
}
