package veredus.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import veredus.api.client.EngineClient;
import veredus.api.policy.Secrets;
import veredus.api.policy.WebPolicy;
import veredus.control.live.History;
import veredus.control.live.LiveFeed;
import veredus.control.live.Poller;
import veredus.control.people.LoginThrottle;
import veredus.control.people.Sessions;
import veredus.control.people.SetUpCode;
import veredus.control.people.WebUsers;
import veredus.control.screens.ActScreen;
import veredus.control.screens.AuditScreen;
import veredus.control.screens.ConfigHistoryScreen;
import veredus.control.screens.ConfigReviewScreen;
import veredus.control.screens.ConfigScreen;
import veredus.control.screens.DashboardScreen;
import veredus.control.screens.ExplainScreen;
import veredus.control.screens.LoginScreen;
import veredus.control.screens.MessagesScreen;
import veredus.control.screens.QueueScreen;
import veredus.control.screens.QueuesScreen;
import veredus.control.screens.StartAccessScreen;
import veredus.control.screens.StartReviewScreen;
import veredus.control.screens.StartScreen;
import veredus.control.screens.StartTestScreen;
import veredus.control.screens.SystemScreen;
import veredus.control.screens.TokensScreen;
import veredus.control.screens.TraceScreen;
import veredus.control.screens.UsersScreen;
import veredus.control.screens.VmtasScreen;
import veredus.control.start.Beginning;
import veredus.control.start.FirstSetUps;
import veredus.control.web.Assets;
import veredus.control.web.ControlServer;
import veredus.control.web.Cookies;
import veredus.control.web.ErrorPages;
import veredus.control.web.Pages;
import veredus.world.Chance;
import veredus.world.Disk;
import veredus.world.SmallFiles;
import veredus.world.Threads;
import veredus.world.Time;
import veredus.world.real.SelfSignedCertificate;
import veredus.world.real.TlsContexts;

/** The control plane, built by hand, leaf first: this page is the wiring diagram. */
public final class ControlPlane implements AutoCloseable {
    private static final String CERTIFICATE = "web.crt";
    private static final String KEY = "web.key";
    private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(825);

    /** No file of ours is longer. */
    private static final int LONGEST_FILE_BYTES = 4 << 20;

    private final ControlServer server;
    private final Poller poller;
    private final LiveFeed feed;
    private final EngineClient engine;
    private final URI url;
    private final WebUsers users;
    private final SetUpCode code;

    /** The doors through which it meets the machine. */
    public record Doors(Time time, Chance chance, Threads threads, Disk disk) {}

    private ControlPlane(
            ControlServer server,
            Poller poller,
            LiveFeed feed,
            EngineClient engine,
            URI url,
            WebUsers users,
            SetUpCode code) {
        this.server = server;
        this.poller = poller;
        this.feed = feed;
        this.engine = engine;
        this.url = url;
        this.users = users;
        this.code = code;
    }

    /**
     * Starts it.
     *
     * @param configuration the directory of {@code web.toml}
     * @param plain without TLS, which is for trials on loopback
     * @throws IOException when something that it needs cannot be had, with what to do
     */
    public static ControlPlane start(WebPolicy policy, Path configuration, boolean plain, Doors doors)
            throws IOException {
        var data = new SmallFiles(
                doors.disk(), doors.threads(), configuration.resolve(policy.dataDirectory()), LONGEST_FILE_BYTES);
        data.create();
        var engine = new EngineClient(URI.create(policy.engineUrl()), token(policy, configuration));
        var users = WebUsers.open(data, doors.chance());
        var sessions = new Sessions(doors.chance(), policy.sessionIdle(), policy.sessionAbsolute());
        var code = new SetUpCode(doors.chance());
        var cookies = new Cookies(!plain);
        var assets = Assets.load();
        var pages = new Pages(assets);
        var history = new History();
        history.load(data);

        // The screens read what the poller saw; the poller feeds those who watch a screen.
        var seen = new Latest();
        var setUps = FirstSetUps.open(data);
        var beginning = new Beginning();
        var dashboard = new DashboardScreen(pages, seen, history, beginning);
        var feed = new LiveFeed(doors.time(), dashboard::frames);
        var poller = new Poller(engine, history, data, doors.time(), feed);
        seen.of(poller);
        feed.tell(poller);
        var screens = new Routes.Screens(
                new LoginScreen(pages, users, sessions, new LoginThrottle(), code, cookies, doors.chance()),
                dashboard,
                feed,
                new QueuesScreen(pages, seen),
                new QueueScreen(pages, seen),
                new MessagesScreen(pages, seen),
                new ActScreen(pages, seen),
                new AuditScreen(pages, seen),
                new UsersScreen(pages, seen, users, sessions),
                new VmtasScreen(pages, seen),
                new ExplainScreen(pages, seen),
                new TraceScreen(pages, seen),
                new SystemScreen(pages, seen),
                new TokensScreen(pages, seen),
                new Routes.Config(
                        new ConfigScreen(pages, seen),
                        new ConfigReviewScreen(pages, seen),
                        new ConfigHistoryScreen(pages, seen)),
                new Routes.Start(
                        new StartScreen(pages, seen, setUps, beginning),
                        new StartAccessScreen(pages, seen, setUps, doors.chance()),
                        new StartReviewScreen(pages, seen, setUps),
                        new StartTestScreen(pages, seen, setUps)));
        Optional<SSLContext> tls = plain ? Optional.empty() : Optional.of(tls(policy, configuration, data, doors));
        var place = new ControlServer.Place(
                new InetSocketAddress(policy.address(), policy.port()), tls, policy.allowNetworks());
        var house = new ControlServer.House(
                users, sessions, assets, engine, new ErrorPages(pages, seen), cookies, doors.time());
        ControlServer server = ControlServer.open(place, Routes.of(screens), house);
        poller.start(doors.threads());
        var url = URI.create((plain ? "http" : "https") + "://" + host(place.address()) + ":" + server.port() + "/");
        return new ControlPlane(server, poller, feed, engine, url, users, code);
    }

    private static String token(WebPolicy policy, Path configuration) throws IOException {
        return switch (new Secrets(configuration, System::getenv).resolve(policy.engineToken())) {
            case Secrets.Found found -> found.secret();
            case Secrets.Missing missing ->
                throw new IOException("web.toml, engine-token: " + missing.reason() + "; " + missing.remedy());
        };
    }

    private static SSLContext tls(WebPolicy policy, Path configuration, SmallFiles data, Doors doors)
            throws IOException {
        if (policy.certificate().isPresent() && policy.privateKey().isPresent()) {
            return TlsContexts.server(
                            configuration.resolve(policy.certificate().get()),
                            configuration.resolve(policy.privateKey().get()),
                            doors.time())
                    .context();
        }
        if (!doors.disk().exists(data.path(CERTIFICATE)) || !doors.disk().exists(data.path(KEY))) {
            SelfSignedCertificate.create(
                            List.of("localhost", "veredus"), doors.time().now(), CERTIFICATE_VALIDITY, doors.chance())
                    .write(data.path(CERTIFICATE), data.path(KEY));
        }
        return TlsContexts.server(data.path(CERTIFICATE), data.path(KEY), doors.time())
                .context();
    }

    /** The SHA-256 of the certificate that it made for itself, in the way browsers show it. */
    static Optional<String> fingerprint(WebPolicy policy, Path configuration, Time time) throws IOException {
        if (policy.certificate().isPresent()) {
            return Optional.empty();
        }
        Path directory = configuration.resolve(policy.dataDirectory());
        try {
            byte[] certificate = TlsContexts.server(directory.resolve(CERTIFICATE), directory.resolve(KEY), time)
                    .chain()
                    .getFirst()
                    .getEncoded();
            return Optional.of(HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate)));
        } catch (CertificateEncodingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(
                    "a certificate that is served has bytes, and every JDK SHA-256", impossible);
        }
    }

    private static String host(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip.isAnyLocalAddress()) {
            return "localhost";
        }
        String text = ip.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    /** Where a browser finds it. */
    public URI url() {
        return url;
    }

    public WebUsers users() {
        return users;
    }

    /** What makes the first user; of no use once there is one. */
    public SetUpCode setUpCode() {
        return code;
    }

    /** Sends all who watch away, and ends. */
    @Override
    public void close() {
        feed.close();
        server.close();
        poller.close();
        engine.close();
    }
}
