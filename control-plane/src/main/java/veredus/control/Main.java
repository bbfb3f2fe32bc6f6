package veredus.control;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.bridge.SLF4JBridgeHandler;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.WebPolicy;
import veredus.api.policy.WebReading;
import veredus.control.people.WebUsers;
import veredus.world.Chance;
import veredus.world.real.RealChance;
import veredus.world.real.RealDisk;
import veredus.world.real.RealThreads;
import veredus.world.real.RealTime;

/**
 * {@code veredus web --config DIR}: serves the web until it is stopped. With {@code --trial}, for {@code veredus try}, it
 * speaks plain HTTP on loopback, makes an admin with a password of its own, prints one line with both, and ends when its
 * standard input does. Exit codes are those of the other commands: 2 for a wrong use, 78 for a wrong configuration, 69 when
 * something cannot be had.
 */
public final class Main {
    private static final int USAGE = 2;
    private static final int UNAVAILABLE = 69;
    private static final int CONFIGURATION = 78;
    private static final int PASSWORD_BYTES = 15;
    private static final String TRIAL_USER = "admin";

    private Main() {}

    private record Options(Path configuration, boolean trial) {}

    public static void main(String[] arguments) throws InterruptedException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Optional<Options> options = options(List.of(arguments));
        if (options.isEmpty()) {
            System.err.println("Usage: veredus web --config DIR\n\nServes the web pages for operators; see web.toml.");
            System.exit(List.of(arguments).contains("--help") ? 0 : USAGE);
            return;
        }
        Path configuration = options.get().configuration();
        if (!Files.isDirectory(configuration)) {
            System.err.println("veredus: there is no directory " + configuration + "; name one with --config");
            System.exit(CONFIGURATION);
        }
        WebReading reading = WebReading.read(configuration);
        for (PolicyProblem problem : reading.problems()) {
            System.err.println(problem);
        }
        if (reading.policy().isEmpty()) {
            System.exit(CONFIGURATION);
        }
        serve(reading.policy().orElseThrow(), options.get());
    }

    private static Optional<Options> options(List<String> arguments) {
        Optional<Path> configuration = Optional.empty();
        boolean trial = false;
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            switch (words.next()) {
                case "--config" -> {
                    if (!words.hasNext()) {
                        return Optional.empty();
                    }
                    configuration = Optional.of(Path.of(words.next()));
                }
                case "--trial" -> trial = true;
                default -> {
                    return Optional.empty();
                }
            }
        }
        boolean isTrial = trial;
        return configuration.map(directory -> new Options(directory, isTrial));
    }

    private static void serve(WebPolicy policy, Options options) throws InterruptedException {
        var time = new RealTime();
        var chance = new RealChance();
        var threads = new RealThreads();
        var doors = new ControlPlane.Doors(time, chance, threads, new RealDisk());
        var stop = new CountDownLatch(1);
        try {
            ControlPlane plane = ControlPlane.start(policy, options.configuration(), options.trial(), doors);
            Runtime.getRuntime().addShutdownHook(new Stop(plane));
            if (options.trial()) {
                printTrial(plane, chance, time, System.out);
                threads.startPlatform("parent", () -> {
                    waitForEnd();
                    stop.countDown();
                });
            } else {
                printStart(plane, policy, options, time, System.out);
            }
            System.out.flush();
            stop.await();
        } catch (IOException | WebUsers.Refused failed) {
            System.err.println("veredus: " + failed.getMessage());
            System.exit(UNAVAILABLE);
        }
        System.exit(0);
    }

    private static void printStart(
            ControlPlane plane, WebPolicy policy, Options options, RealTime time, PrintStream out) throws IOException {
        out.println("web: " + plane.url());
        ControlPlane.fingerprint(policy, options.configuration(), time)
                .ifPresent(print -> out.println("web: its certificate vouches for itself; SHA-256 " + print));
        if (plane.users().isEmpty()) {
            out.println("web: there is no user yet. Open the page and make the first admin with the code "
                    + plane.setUpCode().shown());
        }
    }

    private static void printTrial(ControlPlane plane, Chance chance, RealTime time, PrintStream out)
            throws IOException, WebUsers.Refused {
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(chance.secret(PASSWORD_BYTES));
        if (plane.users().isEmpty()) {
            plane.users().addFirst(TRIAL_USER, password, time.now());
        } else {
            plane.users().changePassword(TRIAL_USER, password);
        }
        out.println("web: " + plane.url() + " user " + TRIAL_USER + " password " + password);
    }

    /** Ends it when the process is told to: the JVM wants a thread of its own for that. */
    private static final class Stop extends Thread {
        private final ControlPlane plane;

        Stop(ControlPlane plane) {
            super("stop");
            this.plane = plane;
        }

        @Override
        public void run() {
            plane.close();
            System.out.flush();
            System.err.flush();
            // A stop that was asked for and went well is a success; within a shutdown that can be said in no other way.
            Runtime.getRuntime().halt(0);
        }
    }

    /** Whoever started the trial holds the other end: when it is gone, so is the trial. */
    private static void waitForEnd() {
        try {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // The same.
        }
    }
}
