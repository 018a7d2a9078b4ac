package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the launch script lets a rehearsal write: it changes nothing but how long a start takes. */
class ArchivedClassesProcessTest {

    private static final long REHEARSAL_S = 120;

    @TempDir
    private static Path folder;

    private static Path archive;

    @BeforeAll
    static void rehearse() throws Exception {
        archive = folder.resolve("classes.jsa");
        Path output = folder.resolve("rehearsal.txt");
        Process rehearsal = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED",
                "-XX:+UseCompactObjectHeaders", "-XX:+UseParallelGC", "-cp", classPath(),
                "-XX:ArchiveClassesAtExit=" + archive, "dev.lockstep.deploy.cli.Rehearsal",
                Command.EXAMPLES.resolve("digits.conf").toString(), folder.resolve("runs").toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(rehearsal.waitFor(REHEARSAL_S, TimeUnit.SECONDS)).as("the rehearsal ends in time").isTrue();
            assertThat(rehearsal.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            rehearsal.destroyForcibly();
        }
    }

    @Test
    void classesComeFromTheArchive() throws Exception {
        try (Command command = with(archive, " -Xlog:class+load", "--version")) {
            assertThat(command.out())
                    .containsPattern("lockstep\\.deploy\\.cli\\.Milestones source: shared objects file");
        }
    }

    @Test
    void theBitsAreThoseOfAStartWithoutIt() throws Exception {
        UnevenJob job = UnevenJob.ALL.getFirst();
        Numbers without;
        try (Command command = Command.run(folder, Map.of(), job.train("--slots", 1))) {
            without = job.numbers(command.out());
        }
        for (String kind : List.of("--workers", "--processes")) {
            try (Command command = with(archive, "", job.train(kind, 2))) {
                assertThat(job.numbers(command.out())).as(kind).isEqualTo(without);
            }
        }
    }

    @Test
    void anArchiveThatDoesNotFitIsPassedOverInSilence() throws Exception {
        Path cut = Files.copy(archive, folder.resolve("cut.jsa"));
        try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        Path empty = Files.createFile(folder.resolve("empty.jsa"));
        Path noise = Files.write(folder.resolve("noise.jsa"), new byte[1 << 20]);
        for (Path bad : List.of(cut, empty, noise, folder.resolve("missing.jsa"))) {
            assertSaysItsReleaseOnly(bad, "");
        }
        assertSaysItsReleaseOnly(archive, " -XX:-UseCompactObjectHeaders");
        assertSaysItsReleaseOnly(archive, " -XX:+UseZGC");
    }

    private static void assertSaysItsReleaseOnly(Path archive, String more) throws Exception {
        try (Command command = with(archive, more, "--version")) {
            assertThat(command.out()).as("%s%s", archive, more).startsWith("lockstep ").hasLineCount(2);
            assertThat(command.err()).as("%s%s", archive, more).isEmpty();
        }
    }

    private static Command with(Path archive, String more, Object... arguments) throws Exception {
        String options = "-XX:SharedArchiveFile=" + archive + " -Xlog:cds*=off,aot*=off,class+path*=off" + more;
        Command command = Command.run(folder, Map.of("LOCKSTEP_JAVA_OPTS", options), arguments);
        assertThat(command.exitCode()).as(command.toString()).isZero();
        return command;
    }

    /** In the script's order, without which an archive does not fit. */
    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target", "app", "lib").toAbsolutePath())) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(":"));
        }
    }
}
