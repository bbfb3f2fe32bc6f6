package veredus.benchmark.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Postfix of our own, with configuration, queue and data in a directory of its own; an installed and running Postfix
 * is not touched. Set up as a relay for a lot of mail would be.
 */
final class PostfixInstance implements Mta {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final List<String> TOOLS = List.of("postfix", "postconf", "smtp-source", "smtp-sink");

    /** What makes it a relay for clients of this machine, without TLS, DNS and local users. */
    private static final Map<String, String> RELAY = Map.ofEntries(
            Map.entry("compatibility_level", "3.6"),
            Map.entry("mail_owner", "postfix"),
            Map.entry("setgid_group", "postdrop"),
            Map.entry("myhostname", "mta.bench.test"),
            Map.entry("mydestination", ""),
            Map.entry("inet_interfaces", "127.0.0.1"),
            Map.entry("inet_protocols", "ipv4"),
            Map.entry("mynetworks", "127.0.0.0/8"),
            Map.entry("smtpd_relay_restrictions", "permit_mynetworks, reject"),
            Map.entry("smtpd_recipient_restrictions", ""),
            Map.entry("alias_maps", ""),
            Map.entry("alias_database", ""),
            Map.entry("local_recipient_maps", ""),
            Map.entry("smtpd_peername_lookup", "no"),
            Map.entry("smtp_dns_support_level", "disabled"),
            Map.entry("smtp_host_lookup", "native"),
            Map.entry("smtp_tls_security_level", "none"),
            Map.entry("smtpd_tls_security_level", "none"),
            Map.entry("message_size_limit", "52428800"),
            Map.entry("biff", "no"),
            Map.entry("smtputf8_enable", "no"),
            Map.entry("notify_classes", ""));

    /** What an operator sets who has a lot to send. */
    private static final Map<String, String> TUNED = Map.ofEntries(
            Map.entry("default_process_limit", "500"),
            Map.entry("smtp_destination_concurrency_limit", "50"),
            Map.entry("initial_destination_concurrency", "20"),
            Map.entry("qmgr_message_active_limit", "100000"),
            Map.entry("qmgr_message_recipient_limit", "200000"),
            Map.entry("in_flow_delay", "0"),
            Map.entry("max_use", "5000"),
            Map.entry("smtp_connection_cache_on_demand", "yes"),
            Map.entry("smtp_connection_reuse_time_limit", "300s"),
            Map.entry("enable_long_queue_ids", "yes"),
            Map.entry("smtp_connect_timeout", "10s"),
            Map.entry("smtp_helo_timeout", "30s"));

    private static final String MASTER = """
            127.0.0.1:PORT inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            tlsmgr unix - - n 1000? 1 tlsmgr
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path directory;
    private final int port;
    private final long master;

    private PostfixInstance(Path directory, int port, long master) {
        this.directory = directory;
        this.port = port;
        this.master = master;
    }

    /** Why Postfix cannot take part here, as one line that says what to do; empty when it can. */
    static Optional<String> obstacle() throws IOException, InterruptedException {
        for (String tool : TOOLS) {
            if (!Tool.isInstalled(tool)) {
                return Optional.of(tool + " is missing: install Postfix, on Debian with: apt-get install postfix"
                        + " (choose \"No configuration\"; it need not run)");
            }
        }
        boolean root = Tool.output(List.of("id", "-u")).equals("0");
        return root ? Optional.empty() : Optional.of("a Postfix of its own can be started by root alone: use sudo");
    }

    static String version() throws IOException, InterruptedException {
        return "Postfix " + Tool.output(List.of("postconf", "-d", "-h", "mail_version"));
    }

    static PostfixInstance start(Path directory, int sinkPort) throws IOException, InterruptedException {
        int port = Sockets.free();
        write(directory, port, sinkPort);
        Tool.output(List.of("postfix", "-c", directory.resolve("conf").toString(), "start"));
        Path pidFile = directory.resolve("queue/pid/master.pid");
        var postfix = new PostfixInstance(
                directory, port, Long.parseLong(Files.readString(pidFile).strip()));
        if (!Sockets.greets(port, START_LIMIT, postfix::lives)) {
            postfix.stop();
            throw new IOException("Postfix does not come up; see " + directory.resolve("mail.log"));
        }
        return postfix;
    }

    private static void write(Path directory, int port, int sinkPort) throws IOException, InterruptedException {
        Path conf = directory.resolve("conf");
        for (Path made : List.of(conf, directory.resolve("queue"), directory.resolve("data"))) {
            Files.createDirectories(made);
        }
        // Postfix's processes run as a user of their own and have to get there.
        for (Path way : List.of(directory, directory.resolveSibling("."))) {
            Files.setPosixFilePermissions(way.normalize(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Tool.output(List.of("chown", "postfix", directory.resolve("data").toString()));

        var settings = new LinkedHashMap<String, String>();
        settings.putAll(RELAY);
        settings.putAll(TUNED);
        settings.put("queue_directory", directory.resolve("queue").toString());
        settings.put("data_directory", directory.resolve("data").toString());
        for (String installed : List.of("command_directory", "daemon_directory")) {
            settings.put(installed, Tool.output(List.of("postconf", "-d", "-h", installed)));
        }
        settings.put("maillog_file", directory.resolve("mail.log").toString());
        settings.put("maillog_file_prefixes", directory.toString());
        settings.put("transport_maps", "texthash:" + conf.resolve("transport"));
        var main = new StringBuilder();
        settings.forEach(
                (name, value) -> main.append(name).append(" = ").append(value).append('\n'));
        Files.writeString(conf.resolve("main.cf"), main, StandardCharsets.US_ASCII);
        Files.writeString(
                conf.resolve("master.cf"), MASTER.replace("PORT", Integer.toString(port)), StandardCharsets.US_ASCII);
        Files.writeString(
                conf.resolve("transport"),
                Source.DOMAIN + " smtp:[127.0.0.1]:" + sinkPort + "\n",
                StandardCharsets.US_ASCII);
    }

    @Override
    public String name() {
        return "postfix";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ProcessTree processes() {
        return new ProcessTree(master);
    }

    @Override
    public DeliveryLog log() {
        return DeliveryLog.ofPostfix(directory);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        String conf = directory.resolve("conf").toString();
        new ProcessBuilder("postfix", "-c", conf, "stop")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("stop.log").toFile())
                .start()
                .waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        ProcessHandle.of(master).ifPresent(ProcessHandle::destroy);
    }

    private boolean lives() {
        return ProcessHandle.of(master).map(ProcessHandle::isAlive).orElse(false);
    }
}
