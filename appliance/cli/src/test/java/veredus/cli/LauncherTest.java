package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, in a tree of its own, with a JDK and a Maven that only say how they were called. */
@Timeout(60)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../../veredus");

    @TempDir
    private Path directory;

    private Path tree;
    private Path tools;
    private Path mavenCalls;

    @BeforeEach
    void plant() throws IOException {
        tree = Files.createDirectories(directory.resolve("tree"));
        tools = Files.createDirectories(directory.resolve("tools"));
        mavenCalls = directory.resolve("maven-calls");
        Files.copy(LAUNCHER, tree.resolve("veredus"));
        for (String sub : List.of(".mvn", "conf-templates", "appliance/cli/src/main", "appliance/cli/src/test")) {
            Files.createDirectories(tree.resolve(sub));
        }
        write(tree.resolve("pom.xml"), "<project/>");
        write(tree.resolve("appliance/cli/src/main/A.java"), "class A {}");
        write(tree.resolve("appliance/cli/src/test/T.java"), "class T {}");
        script(tools.resolve("mvn"), """
                echo "$* [$MAVEN_OPTS]" >> '%s'
                mkdir -p appliance/cli/target/lib
                touch appliance/cli/target/veredus-cli-1.jar appliance/cli/target/lib/dep.jar
                mkdir -p control-plane/target/lib
                touch control-plane/target/veredus-control-plane-1.jar control-plane/target/lib/page.jar
                echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in A'
                echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1'
                echo '[WARNING] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0'
                """.formatted(mavenCalls));
    }

    @Test
    void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
        jdk("jdk", "25.0.1");
        assertThat(launch("jdk", "version")).contains("25.0.1 runs");
        assertThat(launch("jdk", "version")).contains("25.0.1 runs");
        assertThat(calls()).hasSize(1);
    }

    @Test
    void aNewerSourceBuildsAgain() throws Exception {
        jdk("jdk", "25.0.1");
        launch("jdk", "version");
        touchLater(tree.resolve("appliance/cli/src/main/A.java"));
        launch("jdk", "version");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void aNewerTestDoesNotBuildAgain() throws Exception {
        jdk("jdk", "25.0.1");
        launch("jdk", "version");
        touchLater(tree.resolve("appliance/cli/src/test/T.java"));
        launch("jdk", "version");
        assertThat(calls()).hasSize(1);
    }

    @Test
    void theClassPathIsTheJarAndItsLibraries() throws Exception {
        jdk("jdk", "25.0.1");
        assertThat(launch("jdk", "queue", "list"))
                .contains("target/veredus-cli-1.jar:")
                .contains("target/lib/dep.jar veredus.cli.Main queue list");
    }

    @Test
    void theWebIsAProgramOfItsOwnWithAClassPathOfItsOwn() throws Exception {
        jdk("jdk", "25.0.1");
        assertThat(launch("jdk", "web", "--config", "conf"))
                .contains("target/veredus-control-plane-1.jar:")
                .contains("target/lib/page.jar veredus.control.Main --config conf")
                .doesNotContain("veredus-cli");
        assertThat(launch("jdk", "web", "--help")).contains("veredus.cli.Main web --help");
    }

    @Test
    void theTestsOfTheWebAreRunAlone() throws Exception {
        jdk("jdk", "25.0.1");
        launch("jdk", "test", "web");
        assertThat(calls()).singleElement().asString().contains("-pl control-plane", "-Dgroups=browser");
    }

    @Test
    void aJavaHomeThatIsTooOldIsPassedOverForTheNewestInstalled() throws Exception {
        jdk("old", "17.0.15");
        jdk("installed/a", "21.0.2");
        jdk("installed/b", "25.0.3");
        jdk("installed/c", "17.0.1");
        assertThat(launch("old", "version")).contains("25.0.3 runs");
    }

    @Test
    void aDirectoryThatIsNoJdkIsPassedOver() throws Exception {
        Files.createDirectories(directory.resolve("installed/broken"));
        write(directory.resolve("installed/broken/release"), "JAVA_VERSION=\"99\"\n");
        jdk("installed/good", "21.0.2");
        assertThat(launch("none", "version")).contains("21.0.2 runs");
    }

    @Test
    void withoutAJdkOneLineSaysHowToGetOne() throws Exception {
        List<String> lines = launch("none", "version").lines().toList();
        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).contains("JDK 21 or newer").contains("apt-get install"),
                        line -> assertThat(line).isEqualTo("exit 69"));
    }

    @Test
    void withoutMavenOneLineSaysHowToGetIt() throws Exception {
        jdk("jdk", "25.0.1");
        Files.delete(tools.resolve("mvn"));
        assertThat(launch("jdk", "version")).contains("needs Maven").contains("exit 69");
    }

    @Test
    void mavenIsToldAboutUnsafeOnlyWhereTheJdkKnowsTheOption() throws Exception {
        jdk("jdk21", "21.0.2");
        jdk("jdk25", "25.0.1");
        launch("jdk21", "test");
        launch("jdk25", "test");
        assertThat(calls())
                .satisfiesExactly(
                        call -> assertThat(call).doesNotContain("unsafe"),
                        call -> assertThat(call).contains("--sun-misc-unsafe-memory-access=allow"));
    }

    @Test
    void theTotalsOfAllModulesAreAddedUp() throws Exception {
        jdk("jdk", "25.0.1");
        assertThat(launch("jdk", "test")).contains("veredus: 7 tests, 0 failed, 0 broken, 1 skipped\nexit 0");
    }

    @Test
    void aFailingTestRunFails() throws Exception {
        jdk("jdk", "25.0.1");
        script(tools.resolve("mvn"), "echo '[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0'; exit 1\n");
        assertThat(launch("jdk", "test")).contains("2 tests, 1 failed").contains("exit 1");
    }

    @Test
    void aFailingBuildShowsItsOutputAndRunsNothing() throws Exception {
        jdk("jdk", "25.0.1");
        script(tools.resolve("mvn"), "echo 'cannot find symbol'; exit 1\n");
        assertThat(launch("jdk", "version"))
                .contains("cannot find symbol")
                .contains("the build failed")
                .doesNotContain("runs");
    }

    @Test
    void theOperatorsOptionsComeAfterTheDefaults() throws Exception {
        jdk("jdk", "25.0.1");
        String said = launch("jdk", "run");
        assertThat(said.indexOf("-Xmx1g")).isPositive().isLessThan(said.indexOf("-Xmx7m"));
    }

    /** Starts the launcher; answers all that it printed, and its exit code in a last line. */
    private String launch(String javaHome, String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<String>(List.of("bash", tree.resolve("veredus").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        // No JDK on this path, only what the script needs.
        builder.environment().put("PATH", tools + ":" + withoutJava());
        builder.environment().put("JAVA_HOME", directory.resolve(javaHome).toString());
        builder.environment().put("VEREDUS_JDK_DIRS", directory + "/installed/*");
        builder.environment().put("VEREDUS_JAVA_OPTS", "-Xmx7m");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + "exit " + process.waitFor();
    }

    /** A directory with the usual commands of a system, but without Java and Maven. */
    private Path withoutJava() throws IOException {
        Path usual = Files.createDirectories(directory.resolve("usual"));
        for (String name : List.of(
                "awk",
                "bash",
                "cat",
                "cut",
                "dirname",
                "env",
                "find",
                "head",
                "id",
                "mkdir",
                "mv",
                "readlink",
                "rm",
                "sed",
                "tail",
                "tee",
                "touch")) {
            for (String where : List.of("/usr/bin", "/bin")) {
                Path real = Path.of(where, name);
                if (Files.exists(real) && !Files.exists(usual.resolve(name))) {
                    script(usual.resolve(name), "exec " + real + " \"$@\"\n");
                }
            }
        }
        return usual;
    }

    private void jdk(String name, String version) throws IOException {
        Path bin = Files.createDirectories(directory.resolve(name).resolve("bin"));
        script(bin.resolve("java"), "echo \"" + version + " runs: $*\"\n");
        script(bin.resolve("javac"), "exit 1\n");
        write(directory.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(mavenCalls);
    }

    private static void touchLater(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/bin/bash\n" + body);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + file);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
