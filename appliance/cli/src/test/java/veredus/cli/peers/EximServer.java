package veredus.cli.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An Exim of its own: it keeps the mail of {@code exim.example} and hands everything else to a relay on loopback. */
final class EximServer implements AutoCloseable {
    private static final String USER = "Debian-exim";

    /** With DIR, PORT and RELAY to be filled in. */
    private static final String CONFIGURATION = """
                exim_user = Debian-exim
                exim_group = Debian-exim
                # Without this, deliveries would want to be root again, which a configuration of our own may not.
                deliver_drop_privilege = true
                primary_hostname = exim.example
                spool_directory = DIR/spool
                log_file_path = DIR/log/%slog
                pid_file_path = DIR/spool/exim.pid
                log_selector = +smtp_protocol_error +tls_peerdn +received_recipients +pipelining
                daemon_smtp_ports = PORT
                local_interfaces = 127.0.0.1
                host_lookup =
                tls_advertise_hosts = *
                tls_certificate = DIR/tls.crt
                tls_privatekey = DIR/tls.key
                chunking_advertise_hosts = *
                dsn_advertise_hosts = *
                smtputf8_advertise_hosts = *
                keep_environment =
                acl_smtp_rcpt = rcpt
                begin acl
                rcpt:
                  deny domains = exim.example
                       !local_parts = box : second
                       message = unknown user
                  accept
                begin routers
                here:
                  driver = accept
                  domains = exim.example
                  transport = maildir
                relayed:
                  driver = manualroute
                  route_list = * 127.0.0.1
                  self = send
                  transport = relay
                begin transports
                maildir:
                  driver = appendfile
                  directory = DIR/mail/box
                  maildir_format
                  create_directory
                  envelope_to_add
                  return_path_add
                relay:
                  driver = smtp
                  port = RELAY
                  hosts_require_tls = *
                  tls_try_verify_hosts = :
                  hosts_try_chunking = *
                begin retry
                * * F,1h,1s
                """;

    private final Scratch scratch;
    private final Mailboxes mailboxes;
    private final Process daemon;
    private final int port;

    private EximServer(Scratch scratch, Process daemon, int port) {
        this.scratch = scratch;
        this.mailboxes = new Mailboxes("Exim", scratch, this::log);
        this.daemon = daemon;
        this.port = port;
    }

    static EximServer start(int port, int relayPort) throws IOException, InterruptedException {
        Scratch scratch = Scratch.make("exim");
        scratch.certificate("exim.example");
        for (String directory : List.of("spool", "log", "mail")) {
            scratch.directoryOf(directory, USER);
        }
        Program.must(List.of("chown", USER, scratch.path().resolve("tls.key").toString()));
        Path configuration = scratch.write(
                "exim.conf",
                CONFIGURATION
                        .replace("DIR", scratch.path().toString())
                        .replace("PORT", String.valueOf(port))
                        .replace("RELAY", String.valueOf(relayPort)));
        Process daemon = new ProcessBuilder(
                        Program.exim().orElseThrow().toString(), "-C", configuration.toString(), "-bdf", "-q1m")
                .redirectErrorStream(true)
                .redirectOutput(scratch.path().resolve("output").toFile())
                .start();
        Patience.until(
                "Exim listens or says why not",
                () -> !daemon.isAlive()
                        || Scratch.text(scratch.path().resolve("log/mainlog")).contains("daemon started"));
        var server = new EximServer(scratch, daemon, port);
        if (!daemon.isAlive()) {
            String why = server.log();
            server.close();
            throw new IOException("Exim does not start: " + why);
        }
        Patience.untilListening(port);
        return server;
    }

    int port() {
        return port;
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    String log() {
        return Scratch.text(scratch.path().resolve("output"))
                + Scratch.text(scratch.path().resolve("log/mainlog"))
                + Scratch.text(scratch.path().resolve("log/paniclog"));
    }

    @Override
    public void close() throws IOException {
        daemon.destroy();
        try {
            daemon.waitFor();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        scratch.close();
    }
}
