package veredus.cli.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Postfix of its own: it keeps the mail of its domains in maildirs and hands everything else to {@code relayhost}. It
 * takes mail from loopback with everything that Postfix offers.
 */
final class PostfixServer implements AutoCloseable {
    /** Name, type, unprivileged, wakeup, most processes, command. */
    private static final String SERVICES = """
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Scratch scratch;
    private final Mailboxes mailboxes;
    private final Path configuration;
    private final int port;

    private PostfixServer(Scratch scratch, Path configuration, int port) {
        this.scratch = scratch;
        this.mailboxes = new Mailboxes("Postfix", scratch, this::log);
        this.configuration = configuration;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param boxes addresses that have a mailbox; their domains are its own
     * @param relayPort where on loopback everything else goes
     */
    static PostfixServer start(int port, List<String> boxes, int relayPort, Map<String, String> further)
            throws IOException, InterruptedException {
        Scratch scratch = Scratch.make("postfix");
        scratch.certificate("postfix.example");
        Path configuration = scratch.directory("conf");
        scratch.directory("queue");
        scratch.directoryOf("data", "postfix");
        scratch.directoryOf("mail", "postfix");
        Map<String, String> settings = settings(scratch, configuration, boxes, relayPort);
        settings.putAll(further);
        var maps = new StringBuilder();
        for (int i = 0; i < boxes.size(); i++) {
            maps.append(boxes.get(i)).append(" box").append(i).append("/\n");
        }
        scratch.write("conf/boxes", maps.toString());
        var main = new StringBuilder();
        settings.forEach(
                (name, value) -> main.append(name).append(" = ").append(value).append('\n'));
        scratch.write("conf/main.cf", main.toString());
        scratch.write("conf/master.cf", "127.0.0.1:" + port + " inet n - n - - smtpd\n" + SERVICES);
        Program.must(List.of("postfix", "-c", configuration.toString(), "start"));
        Patience.untilListening(port);
        return new PostfixServer(scratch, configuration, port);
    }

    private static Map<String, String> settings(Scratch scratch, Path configuration, List<String> boxes, int relayPort)
            throws IOException, InterruptedException {
        var settings = new LinkedHashMap<String, String>();
        settings.put("compatibility_level", "3.6");
        settings.put("queue_directory", scratch.path() + "/queue");
        settings.put("data_directory", scratch.path() + "/data");
        settings.put("maillog_file", scratch.path() + "/mail.log");
        settings.put("maillog_file_prefixes", scratch.path().toString());
        settings.put("myhostname", "postfix.example");
        settings.put("mydestination", "");
        settings.put("inet_interfaces", "127.0.0.1");
        settings.put("inet_protocols", "ipv4");
        settings.put("mynetworks", "127.0.0.0/8");
        settings.put("alias_maps", "");
        settings.put("alias_database", "");
        settings.put("biff", "no");
        settings.put("smtpd_peername_lookup", "no");
        settings.put("smtp_dns_support_level", "disabled");
        settings.put("smtp_host_lookup", "native");
        settings.put("message_size_limit", "52428800");
        settings.put("virtual_mailbox_limit", "0");
        settings.put("smtpd_tls_security_level", "may");
        settings.put("smtpd_tls_cert_file", scratch.path() + "/tls.crt");
        settings.put("smtpd_tls_key_file", scratch.path() + "/tls.key");
        settings.put("smtpd_tls_loglevel", "1");
        settings.put("smtpd_tls_received_header", "yes");
        settings.put("smtp_tls_security_level", "encrypt");
        settings.put("smtp_tls_loglevel", "1");
        settings.put("relayhost", "[127.0.0.1]:" + relayPort);
        settings.put("notify_classes", "");
        boxes(settings, scratch, configuration, boxes);
        return settings;
    }

    private static void boxes(Map<String, String> settings, Scratch scratch, Path configuration, List<String> boxes)
            throws IOException, InterruptedException {
        String ids = Program.must(List.of("id", "-u", "postfix")).strip();
        settings.put("virtual_minimum_uid", "1");
        settings.put("virtual_uid_maps", "static:" + ids);
        settings.put(
                "virtual_gid_maps",
                "static:" + Program.must(List.of("id", "-g", "postfix")).strip());
        settings.put("virtual_mailbox_base", scratch.path() + "/mail");
        settings.put("virtual_mailbox_maps", "texthash:" + configuration + "/boxes");
        settings.put(
                "virtual_mailbox_domains",
                String.join(
                        " ",
                        boxes.stream()
                                .map(box -> box.replaceAll(".*@", ""))
                                .distinct()
                                .toList()));
    }

    int port() {
        return port;
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    String log() {
        return Scratch.text(scratch.path().resolve("mail.log"));
    }

    @Override
    public void close() throws IOException {
        String master =
                Scratch.text(scratch.path().resolve("queue/pid/master.pid")).strip();
        try {
            Program.run("", List.of("postfix", "-c", configuration.toString(), "stop"));
            Patience.until("Postfix ends", () -> master.isEmpty() || !Files.exists(Path.of("/proc", master)));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        scratch.close();
    }
}
